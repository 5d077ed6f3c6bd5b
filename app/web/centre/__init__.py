"""The pages of a centre, and the three addresses at which schools' laptops speak to it."""
