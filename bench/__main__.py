"""`make bench`: the whole scoreboard."""

from bench import articles, events, throughput

if __name__ == "__main__":
    articles.main()
    events.main()
    throughput.main()
