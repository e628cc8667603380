"""What the end-to-end tests are made of: harness, a Maven project to run, oracles, and the tests by subject."""
