"""The scoreboard: quality on the reference data beside the checkout, and throughput; results in bench/results."""
