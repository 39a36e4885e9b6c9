"""Columns from columns, as core/features/kernels."""
