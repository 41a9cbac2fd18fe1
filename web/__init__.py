"""The doors: pages, API, command line, imports and reports, and the wiring behind them."""
