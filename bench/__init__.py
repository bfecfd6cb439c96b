"""What is measured, and what makes the registers that it is measured with."""
