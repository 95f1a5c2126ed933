"""`python -m sample_site` serves the sample site until it is stopped."""

import time

from sample_site import serve

if __name__ == "__main__":
    with serve() as base:
        print(f"{base}  (Ctrl-C stops it)")
        while True:
            time.sleep(1)
