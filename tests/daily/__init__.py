"""What must hold of the daily tip."""
