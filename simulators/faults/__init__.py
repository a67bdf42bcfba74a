"""Ways in which a system can misbehave, one short file each."""
