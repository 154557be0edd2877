"""Every item of the catalogue taken from card to result on the real screens, by itself."""
