"""Reports on paper: what stands on a form to sign, and whether such a paper is genuine."""
