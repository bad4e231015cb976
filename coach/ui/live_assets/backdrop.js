// What stands in for the camera in the demo: a quiet wall and floor, as a stream of pictures.
const WIDTH = 640, HEIGHT = 480, FLOOR = 0.78, RATE = 30;

export function backdrop() {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const pen = canvas.getContext("2d", { alpha: false }), stream = canvas.captureStream(RATE);
  let step = 0;
  const paint = () => {
    room(pen);
    // A stream of a canvas gives a picture only when something was drawn, so one corner changes by a shade.
    pen.fillStyle = step++ % 2 ? "#b9c2bd" : "#bac3be";
    pen.fillRect(0, 0, 2, 2);
    if (stream.active && stream.getVideoTracks()[0].readyState === "live") setTimeout(paint, 1000 / RATE);
  };
  paint();
  return Promise.resolve(stream);
}

function room(pen) {
  const floor = HEIGHT * FLOOR, wall = pen.createLinearGradient(0, 0, 0, floor), boards = pen.createLinearGradient(0, floor, 0, HEIGHT);
  wall.addColorStop(0, "#bac3be"); wall.addColorStop(1, "#cbd2cd");
  boards.addColorStop(0, "#a58f76"); boards.addColorStop(1, "#b9a389");
  pen.fillStyle = wall; pen.fillRect(0, 0, WIDTH, floor);
  pen.fillStyle = boards; pen.fillRect(0, floor, WIDTH, HEIGHT - floor);
  pen.fillStyle = "#e4e8e4"; pen.fillRect(0, floor - 8, WIDTH, 8);
}
