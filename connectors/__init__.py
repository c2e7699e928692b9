"""Other people's systems, a family per folder behind one protocol; vendors are named here and nowhere else."""
