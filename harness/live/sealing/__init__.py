"""What lies in a folder after capturing -> sealed evidence: digests, manifest, report, the scenario filled in."""
