"""The views of the page, one module each: `build` makes its components and wires its events; what they mean is in the modules beside this folder."""
