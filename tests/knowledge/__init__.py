"""What must hold of bot.knowledge."""
