"""What takes several answers, as frozen results that panels read."""
