"""Who may do what with claims and the policy, and why not."""
