"""What people of a tenant are told inside the product."""
