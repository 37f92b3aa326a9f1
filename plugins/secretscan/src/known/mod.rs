//! Values of Secrets, searched in everything else: finds passwords that no pattern can.
