"""Floor 0: pixels become poses – cameras, films, the model and what finds the person in a picture."""
