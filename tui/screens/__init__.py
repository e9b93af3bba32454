"""The screens, each beside its stylesheet; imported when first opened."""
