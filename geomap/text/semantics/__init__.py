"""What a sentence means: frames of control, how they are told, and who, where and when."""
