"""The Prefect flows: order, retries, concurrency and what the UI shows; every rule lives in `tasks`."""
