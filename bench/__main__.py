"""`make bench`: the whole scoreboard."""

from bench import articles, entities, events, fetch, throughput

if __name__ == "__main__":
    articles.main()
    entities.main()
    events.main()
    fetch.main()
    throughput.main()
