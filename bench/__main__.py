"""`make bench`: the whole scoreboard."""

from bench import articles, events, fetch, throughput

if __name__ == "__main__":
    articles.main()
    events.main()
    fetch.main()
    throughput.main()
