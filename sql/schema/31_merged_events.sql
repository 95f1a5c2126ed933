CREATE TABLE merged_events (
    event_id   VARCHAR NOT NULL,
    actors     VARCHAR[] NOT NULL,
    recipients VARCHAR[] NOT NULL,
    claimed_by VARCHAR,
    PRIMARY KEY (event_id)
);

COMMENT ON TABLE merged_events IS 'Events with a party, or with somebody who tells them, held to be one with another entity: the names they then go by. Made anew by each publication.';
COMMENT ON COLUMN merged_events.event_id IS 'Event';
COMMENT ON COLUMN merged_events.actors IS 'As events.actors, each by the name of the entity that stands for it';
COMMENT ON COLUMN merged_events.recipients IS 'As events.recipients, likewise';
COMMENT ON COLUMN merged_events.claimed_by IS 'As events.claimed_by, likewise';
