"""The demo: a whole hall on one machine, made of the real parts, each a process of its own."""
