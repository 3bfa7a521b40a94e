"""What must hold of bot.cli."""
