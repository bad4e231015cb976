"""One running set: pictures in, judgement out, for a film, a camera or a stored recording."""
