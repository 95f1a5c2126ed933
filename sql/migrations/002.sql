-- Version 2: events keep what the views ask most (main mode, parties as entities and sectors, the best report), tolls their
-- words and sentence; the crosswalks to CAMEO, ACLED and UCDP are tables; so are stories.

DROP TABLE event_types;

CREATE TABLE event_types (
    type          VARCHAR NOT NULL,
    quad_class    VARCHAR NOT NULL,
    quad          INTEGER NOT NULL CHECK (quad BETWEEN 1 AND 4),
    score         DOUBLE NOT NULL,
    meaning       VARCHAR NOT NULL,
    cameo_code    VARCHAR NOT NULL,
    acled_type    VARCHAR,
    acled_subtype VARCHAR,
    PRIMARY KEY (type)
);

COMMENT ON TABLE event_types IS 'The PLOVER event types; loaded from codebook/event_types.csv.';
COMMENT ON COLUMN event_types.type IS 'Name of the type';
COMMENT ON COLUMN event_types.quad_class IS 'verbal or material, cooperation or conflict';
COMMENT ON COLUMN event_types.quad IS 'The same as GDELT numbers it, 1 to 4';
COMMENT ON COLUMN event_types.score IS 'Conflict-cooperation score of the type without a mode';
COMMENT ON COLUMN event_types.meaning IS 'What counts';
COMMENT ON COLUMN event_types.cameo_code IS 'Nearest CAMEO code';
COMMENT ON COLUMN event_types.acled_type IS 'ACLED-like event type of the type without a mode';
COMMENT ON COLUMN event_types.acled_subtype IS 'ACLED-like sub-event type of the type without a mode';

ALTER TABLE event_modes RENAME TO old_event_modes;

CREATE TABLE event_modes (
    type          VARCHAR NOT NULL,
    mode          VARCHAR NOT NULL,
    score         DOUBLE NOT NULL,
    cameo_code    VARCHAR,
    acled_type    VARCHAR,
    acled_subtype VARCHAR,
    PRIMARY KEY (type, mode)
);

COMMENT ON TABLE event_modes IS 'The PLOVER modes of each type; loaded from codebook/event_modes.csv.';
COMMENT ON COLUMN event_modes.type IS 'Type that has the mode';
COMMENT ON COLUMN event_modes.mode IS 'Name of the mode';
COMMENT ON COLUMN event_modes.score IS 'Conflict-cooperation score with this mode';
COMMENT ON COLUMN event_modes.cameo_code IS 'Nearest CAMEO code';
COMMENT ON COLUMN event_modes.acled_type IS 'ACLED-like event type';
COMMENT ON COLUMN event_modes.acled_subtype IS 'ACLED-like sub-event type';

CREATE TABLE cameo (
    cameo_code VARCHAR NOT NULL,
    type       VARCHAR NOT NULL,
    mode       VARCHAR,
    table_mode VARCHAR,
    PRIMARY KEY (cameo_code)
);

COMMENT ON TABLE cameo IS 'CAMEO codes and the PLOVER type and mode that each becomes; loaded from codebook/cameo.csv.';
COMMENT ON COLUMN cameo.cameo_code IS 'CAMEO code, three or four digits; its first two are the root';
COMMENT ON COLUMN cameo.type IS 'PLOVER event type';
COMMENT ON COLUMN cameo.mode IS 'PLOVER mode; null when the code has none';
COMMENT ON COLUMN cameo.table_mode IS 'The mode in the published table, where PLOVER''s scores do not have it';

CREATE TABLE sectors (
    sector     VARCHAR NOT NULL,
    meaning    VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('state', 'armed', 'civilian', 'other')),
    cameo_code VARCHAR,
    acled_code INTEGER NOT NULL,
    PRIMARY KEY (sector)
);

COMMENT ON TABLE sectors IS 'The PLOVER sectors of actors; loaded from codebook/sectors.csv.';
COMMENT ON COLUMN sectors.sector IS 'PLOVER sector';
COMMENT ON COLUMN sectors.meaning IS 'Who belongs to it';
COMMENT ON COLUMN sectors.kind IS 'A state''s people, armed people without a state, or civilians';
COMMENT ON COLUMN sectors.cameo_code IS 'CAMEO role or type code';
COMMENT ON COLUMN sectors.acled_code IS 'ACLED-like number of the actor''s kind';

CREATE TABLE violence_types (
    actor_kind     VARCHAR NOT NULL,
    recipient_kind VARCHAR NOT NULL,
    ucdp_type      VARCHAR,
    acled_type     VARCHAR NOT NULL,
    acled_subtype  VARCHAR NOT NULL,
    PRIMARY KEY (actor_kind, recipient_kind)
);

COMMENT ON TABLE violence_types IS 'What violence is by who does it to whom; loaded from codebook/violence_types.csv.';
COMMENT ON COLUMN violence_types.actor_kind IS 'Kind of those who do it, as in sectors';
COMMENT ON COLUMN violence_types.recipient_kind IS 'Kind of those who suffer it, as in sectors';
COMMENT ON COLUMN violence_types.ucdp_type IS 'UCDP-like class: state-based, non-state or one-sided; null when it is none of them';
COMMENT ON COLUMN violence_types.acled_type IS 'ACLED-like event type of fighting without a class by its weapons';
COMMENT ON COLUMN violence_types.acled_subtype IS 'ACLED-like sub-event type of the same';

ALTER TABLE tolls RENAME TO old_tolls;
CREATE TABLE tolls (
    report_id            VARCHAR NOT NULL,
    position             INTEGER NOT NULL CHECK (position >= 0),
    kind                 VARCHAR NOT NULL CHECK (kind IN ('killed', 'wounded', 'captured', 'missing', 'displaced')),
    low                  BIGINT CHECK (low >= 0),
    high                 BIGINT CHECK (high >= 0),
    victims              VARCHAR NOT NULL,
    victims_country      VARCHAR,
    victims_sector       VARCHAR,
    claimed_by_entity_id VARCHAR,
    claimed_by           VARCHAR,
    scope                VARCHAR NOT NULL CHECK (scope IN ('event', 'to_date')),
    start_char           INTEGER NOT NULL CHECK (start_char >= 0),
    end_char             INTEGER NOT NULL,
    figure               VARCHAR NOT NULL,
    sentence             VARCHAR NOT NULL,
    PRIMARY KEY (report_id, position), CHECK (low IS NULL OR high IS NULL OR low <= high)
);

COMMENT ON TABLE tolls IS 'Every figure of people killed, wounded, captured, missing or displaced, with who gives it.';
COMMENT ON COLUMN tolls.report_id IS 'Report of the event that cost them';
COMMENT ON COLUMN tolls.position IS 'Order within the report, from 0';
COMMENT ON COLUMN tolls.kind IS 'What befell them';
COMMENT ON COLUMN tolls.low IS 'Lowest number claimed; null when left open below';
COMMENT ON COLUMN tolls.high IS 'Highest number claimed; null when left open above';
COMMENT ON COLUMN tolls.victims IS 'Who they were, in the article''s words';
COMMENT ON COLUMN tolls.victims_country IS 'Their country, ISO 3166 alpha-3';
COMMENT ON COLUMN tolls.victims_sector IS 'Their PLOVER sector';
COMMENT ON COLUMN tolls.claimed_by_entity_id IS 'Who gives the figure';
COMMENT ON COLUMN tolls.claimed_by IS 'The same by name';
COMMENT ON COLUMN tolls.scope IS 'Of this event, or a running total';
COMMENT ON COLUMN tolls.start_char IS 'First character of the figure in articles.text';
COMMENT ON COLUMN tolls.end_char IS 'Character after the last one of it';
COMMENT ON COLUMN tolls.figure IS 'The figure in the article''s words';
COMMENT ON COLUMN tolls.sentence IS 'The sentence that gives it';

INSERT INTO tolls BY NAME
SELECT t.*, a.text[t.start_char + 1 : t.end_char] AS figure,
    coalesce(
        list_transform(
            list_filter(r.evidence, lambda span: span.start <= t.start_char AND t.start_char < span.end),
            lambda span: a.text[span.start + 1 : span.end]
        )[1],
        r.sentence
    ) AS sentence
FROM old_tolls AS t
JOIN reports AS r USING (report_id)
JOIN articles AS a USING (article_id);

DROP TABLE old_tolls;

ALTER TABLE events RENAME TO old_events;
CREATE TABLE events (
    event_id            VARCHAR NOT NULL,
    type                VARCHAR NOT NULL,
    modes               VARCHAR[] NOT NULL,
    main_mode           VARCHAR,
    contexts            VARCHAR[] NOT NULL,
    quad_class          VARCHAR NOT NULL,
    score               DOUBLE NOT NULL CHECK (score BETWEEN -10 AND 10),
    status              VARCHAR NOT NULL CHECK (status IN ('actual', 'planned', 'hypothetical', 'denied')),
    event_date          DATE,
    date_precision      VARCHAR NOT NULL CHECK (date_precision IN ('day', 'month', 'year', 'unknown')),
    place_name          VARCHAR,
    country             VARCHAR,
    lat                 DOUBLE CHECK (lat BETWEEN -90 AND 90),
    lon                 DOUBLE CHECK (lon BETWEEN -180 AND 180),
    place_precision     VARCHAR,
    actors              VARCHAR[] NOT NULL,
    recipients          VARCHAR[] NOT NULL,
    actor_ids           VARCHAR[] NOT NULL,
    recipient_ids       VARCHAR[] NOT NULL,
    actor_countries     VARCHAR[] NOT NULL,
    recipient_countries VARCHAR[] NOT NULL,
    actor_sectors       VARCHAR[] NOT NULL,
    recipient_sectors   VARCHAR[] NOT NULL,
    n_reports           INTEGER NOT NULL CHECK (n_reports >= 1),
    n_articles          INTEGER NOT NULL CHECK (n_articles >= 1),
    n_sources           INTEGER NOT NULL CHECK (n_sources >= 1),
    first_reported_at   TIMESTAMP,
    last_reported_at    TIMESTAMP,
    confidence          DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    report_id           VARCHAR NOT NULL,
    article_id          VARCHAR NOT NULL,
    claimed_by          VARCHAR,
    sentence            VARCHAR NOT NULL,
    PRIMARY KEY (event_id)
);

COMMENT ON TABLE events IS 'One row per happening, put together from all reports of it.';
COMMENT ON COLUMN events.event_id IS 'Stable id';
COMMENT ON COLUMN events.type IS 'PLOVER event type';
COMMENT ON COLUMN events.modes IS 'PLOVER modes, all that any report gives';
COMMENT ON COLUMN events.main_mode IS 'The mode with the strongest score; null when no report gives one';
COMMENT ON COLUMN events.contexts IS 'PLOVER contexts';
COMMENT ON COLUMN events.quad_class IS 'verbal or material, cooperation or conflict';
COMMENT ON COLUMN events.score IS 'PLOVER conflict-cooperation score of its type and main mode';
COMMENT ON COLUMN events.status IS 'Whether it happened';
COMMENT ON COLUMN events.event_date IS 'First day of the period in which it happened';
COMMENT ON COLUMN events.date_precision IS 'Length of that period';
COMMENT ON COLUMN events.place_name IS 'Where it happened, most specific place';
COMMENT ON COLUMN events.country IS 'Country of that place, ISO 3166 alpha-3';
COMMENT ON COLUMN events.lat IS 'Latitude, WGS 84 degrees';
COMMENT ON COLUMN events.lon IS 'Longitude, WGS 84 degrees';
COMMENT ON COLUMN events.place_precision IS 'How exact the coordinates are';
COMMENT ON COLUMN events.actors IS 'Names of those who did it; both sides where it is mutual';
COMMENT ON COLUMN events.recipients IS 'Names of those it was done to';
COMMENT ON COLUMN events.actor_ids IS 'The actors as entities';
COMMENT ON COLUMN events.recipient_ids IS 'The recipients as entities';
COMMENT ON COLUMN events.actor_countries IS 'Countries of the actors';
COMMENT ON COLUMN events.recipient_countries IS 'Countries of the recipients';
COMMENT ON COLUMN events.actor_sectors IS 'PLOVER sectors of the actors';
COMMENT ON COLUMN events.recipient_sectors IS 'PLOVER sectors of the recipients';
COMMENT ON COLUMN events.n_reports IS 'Reports of it';
COMMENT ON COLUMN events.n_articles IS 'Articles that report it';
COMMENT ON COLUMN events.n_sources IS 'Independent sources: outlets whose own text reports it; a copied text counts for the outlet it was first seen in';
COMMENT ON COLUMN events.first_reported_at IS 'Publication of the first report, UTC';
COMMENT ON COLUMN events.last_reported_at IS 'Publication of the last report, UTC';
COMMENT ON COLUMN events.confidence IS 'Best confidence of its reports, 0 to 1';
COMMENT ON COLUMN events.report_id IS 'The report that tells it best: the surest, then the earliest';
COMMENT ON COLUMN events.article_id IS 'Article of that report';
COMMENT ON COLUMN events.claimed_by IS 'Who says so in that report';
COMMENT ON COLUMN events.sentence IS 'The sentence of that report';

INSERT INTO events BY NAME
WITH told AS (
    SELECT r.*, a.published_at, coalesce(o.source, a.source) AS origin
    FROM reports AS r
    JOIN articles AS a USING (article_id)
    LEFT JOIN story_articles AS s USING (article_id)
    LEFT JOIN articles AS o ON o.article_id = s.story_id
),
best AS (
    SELECT event_id, report_id, article_id, claimed_by, sentence
    FROM told
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY confidence DESC, published_at, report_id) = 1
),
counted AS (
    SELECT event_id, count(DISTINCT origin)::INTEGER AS n_sources FROM told GROUP BY event_id
),
modes AS (
    SELECT given.event_id, given.mode AS main_mode
    FROM (SELECT event_id, type, unnest(modes) AS mode FROM old_events) AS given
    JOIN old_event_modes AS m USING (type, mode)
    QUALIFY row_number() OVER (PARTITION BY given.event_id ORDER BY abs(m.score) DESC, given.mode) = 1
),
parties AS (
    SELECT
        told.event_id,
        list_sort(list_distinct(list(p.entity_id) FILTER (p.role = 'actor'))) AS actor_ids,
        list_sort(list_distinct(list(p.entity_id) FILTER (p.role = 'recipient'))) AS recipient_ids,
        list_sort(list_distinct(list(p.sector) FILTER (p.role = 'actor' AND p.sector IS NOT NULL))) AS actor_sectors,
        list_sort(list_distinct(list(p.sector) FILTER (p.role = 'recipient' AND p.sector IS NOT NULL)))
            AS recipient_sectors
    FROM told
    JOIN participants AS p USING (report_id)
    GROUP BY told.event_id
)
SELECT
    old_events.* EXCLUDE (n_sources), counted.n_sources,
    modes.main_mode,
    coalesce(parties.actor_ids, []) AS actor_ids,
    coalesce(parties.recipient_ids, []) AS recipient_ids,
    coalesce(parties.actor_sectors, []) AS actor_sectors,
    coalesce(parties.recipient_sectors, []) AS recipient_sectors,
    best.report_id, best.article_id, best.claimed_by, best.sentence
FROM old_events
JOIN best USING (event_id)
JOIN counted USING (event_id)
LEFT JOIN parties USING (event_id)
LEFT JOIN modes USING (event_id);

DROP TABLE old_events;
DROP TABLE old_event_modes;

-- Also version 2: feeds keep when not to ask, captures where their address has moved, entries when they are tried again.
ALTER TABLE feeds ADD COLUMN skip_hours INTEGER[] DEFAULT [];
ALTER TABLE feeds ALTER COLUMN skip_hours SET NOT NULL;
ALTER TABLE feeds ALTER COLUMN skip_hours DROP DEFAULT;
ALTER TABLE feeds ADD COLUMN skip_days VARCHAR[] DEFAULT [];
ALTER TABLE feeds ALTER COLUMN skip_days SET NOT NULL;
ALTER TABLE feeds ALTER COLUMN skip_days DROP DEFAULT;
ALTER TABLE pages ADD COLUMN moved_to VARCHAR;
ALTER TABLE entries ADD COLUMN attempts INTEGER DEFAULT 0;
ALTER TABLE entries ALTER COLUMN attempts SET NOT NULL;
ALTER TABLE entries ALTER COLUMN attempts DROP DEFAULT;
ALTER TABLE entries ADD COLUMN next_try_at TIMESTAMP;
COMMENT ON COLUMN feeds.skip_hours IS 'UTC hours in which the feed says not to ask it';
COMMENT ON COLUMN feeds.skip_days IS 'English names of the days on which it says not to ask it';
COMMENT ON COLUMN pages.moved_to IS 'Address to which redirects for good (HTTP 301, 308) led, null where there were none';
COMMENT ON COLUMN entries.attempts IS 'Runs that asked for its page in vain; after 5 it is given up';
COMMENT ON COLUMN entries.next_try_at IS 'Its page is not asked for before, UTC; null when it was not asked for in vain';
ALTER TABLE feeds ADD COLUMN asked_at VARCHAR;
COMMENT ON COLUMN feeds.moved_to IS 'Address to which the last good poll said it moves for good (HTTP 301, 308)';
COMMENT ON COLUMN feeds.moved_seen IS 'How many good polls in a row said so; at the third it is believed';
COMMENT ON COLUMN feeds.asked_at IS 'Address at which it is asked since a move was believed; null while it is asked at its own';

CREATE TABLE stories (
    story_id            VARCHAR NOT NULL,
    original_article_id VARCHAR NOT NULL,
    n_articles          INTEGER NOT NULL CHECK (n_articles >= 1),
    n_sources           INTEGER NOT NULL CHECK (n_sources >= 1),
    first_seen_at       TIMESTAMP NOT NULL,
    last_seen_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (story_id)
);

COMMENT ON TABLE stories IS 'One row per text, however many outlets carry it; put together from story_articles.';
COMMENT ON COLUMN stories.story_id IS 'Named after the article that began it';
COMMENT ON COLUMN stories.original_article_id IS 'The agency''s own article where copies name the agency, else the first published';
COMMENT ON COLUMN stories.n_articles IS 'Articles that are this text or an update of it';
COMMENT ON COLUMN stories.n_sources IS 'Outlets that carry it';
COMMENT ON COLUMN stories.first_seen_at IS 'Publication of the first, or when it was fetched where that is not known, UTC';
COMMENT ON COLUMN stories.last_seen_at IS 'The same of the last, UTC';

INSERT INTO stories BY NAME
SELECT s.story_id,
    min_by(s.article_id, (s.kind <> 'original', coalesce(a.published_at, a.fetched_at), s.article_id))
        AS original_article_id,
    count(*)::INTEGER AS n_articles, count(DISTINCT a.source)::INTEGER AS n_sources,
    min(coalesce(a.published_at, a.fetched_at)) AS first_seen_at,
    max(coalesce(a.published_at, a.fetched_at)) AS last_seen_at
FROM story_articles AS s
JOIN articles AS a USING (article_id)
GROUP BY s.story_id;

COMMENT ON COLUMN story_articles.story_id IS 'The story';
COMMENT ON COLUMN story_articles.similarity IS 'Share of the shorter text''s three-word runs that it and the original both have, 0 to 1';

-- Also version 2: only what a later version has replaced is a version apart; rejects keep the words that they are about.
DELETE FROM article_versions USING articles
WHERE articles.article_id = article_versions.article_id AND articles.version = article_versions.version;
COMMENT ON TABLE article_versions IS 'The versions of articles that a later one has replaced; the view article_history has the latest too.';
ALTER TABLE rejects ADD COLUMN words VARCHAR;
COMMENT ON COLUMN rejects.words IS 'The words concerned, from start_char to end_char';
UPDATE rejects SET words = articles.text[start_char + 1 : end_char]
FROM articles
WHERE articles.article_id = rejects.article_id AND start_char IS NOT NULL;

ALTER TABLE articles ADD COLUMN canonical_from VARCHAR;
ALTER TABLE articles ADD COLUMN agency_from VARCHAR;
ALTER TABLE articles ADD COLUMN modified_from VARCHAR;
ALTER TABLE articles ADD COLUMN section_from VARCHAR;
ALTER TABLE articles ADD COLUMN tags_from VARCHAR;
ALTER TABLE articles ADD COLUMN image_from VARCHAR;
ALTER TABLE articles ADD COLUMN paywall_from VARCHAR;
ALTER TABLE articles ADD COLUMN text_from VARCHAR;
COMMENT ON COLUMN articles.canonical_from IS 'Where that address was found';
COMMENT ON COLUMN articles.agency_from IS 'Where the agency was found';
COMMENT ON COLUMN articles.modified_from IS 'Where that instant was found';
COMMENT ON COLUMN articles.section_from IS 'Where the section was found';
COMMENT ON COLUMN articles.tags_from IS 'Where the tags were found; the feed''s own come behind the page''s';
COMMENT ON COLUMN articles.image_from IS 'Where the picture was found';
COMMENT ON COLUMN articles.paywall_from IS 'What says so; text: a line on the page';
COMMENT ON COLUMN articles.text_from IS 'How the text was read: trafilatura, paragraphs (those alike in several boxes), json_ld (articleBody), feed';
COMMENT ON COLUMN articles.language_from IS 'Where the language was found; text: read from its words';
COMMENT ON COLUMN articles.title_from IS 'Where the headline was found, a source of codebook/evidence.csv; so for each column named ..._from';
-- Also version 2: offices as said, who held which over time, and entities of different articles that are one person.
CREATE TABLE role_mentions (
    mention_id VARCHAR NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    article_id VARCHAR NOT NULL,
    entity_id  VARCHAR NOT NULL,
    office     VARCHAR NOT NULL,
    body       VARCHAR,
    country    VARCHAR,
    said       VARCHAR NOT NULL,
    PRIMARY KEY (mention_id, position)
);

COMMENT ON TABLE role_mentions IS 'Every office that an article gives a person, with the body and country that it implies.';
COMMENT ON COLUMN role_mentions.mention_id IS 'The mention of the person beside which it is said';
COMMENT ON COLUMN role_mentions.position IS 'Order within the words said there, from 0';
COMMENT ON COLUMN role_mentions.article_id IS 'Article';
COMMENT ON COLUMN role_mentions.entity_id IS 'Person';
COMMENT ON COLUMN role_mentions.office IS 'The office in one writing, e.g. foreign minister; a former one begins with former';
COMMENT ON COLUMN role_mentions.body IS 'The body, firm, party, town or province that it is of; null when it is of the country alone';
COMMENT ON COLUMN role_mentions.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN role_mentions.said IS 'The article''s words';
CREATE TABLE roles (
    role_id       VARCHAR NOT NULL,
    entity_id     VARCHAR NOT NULL,
    office        VARCHAR NOT NULL,
    body          VARCHAR,
    country       VARCHAR,
    said          VARCHAR NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at  TIMESTAMP NOT NULL,
    n_articles    INTEGER NOT NULL CHECK (n_articles >= 1),
    article_ids   VARCHAR[] NOT NULL,
    PRIMARY KEY (role_id)
);

COMMENT ON TABLE roles IS 'Who held which office over time, put together from role_mentions; the view office_holders has the names.';
COMMENT ON COLUMN roles.role_id IS 'Stable id of person, office, body and country';
COMMENT ON COLUMN roles.entity_id IS 'Person';
COMMENT ON COLUMN roles.office IS 'The office in one writing, e.g. foreign minister; a former one begins with former';
COMMENT ON COLUMN roles.body IS 'The body, firm, party, town or province that it is of; null when it is of the country alone';
COMMENT ON COLUMN roles.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN roles.said IS 'The fullest words that an article has for it';
COMMENT ON COLUMN roles.first_seen_at IS 'Publication of the first article that says so, or when it was fetched where that is not known, UTC';
COMMENT ON COLUMN roles.last_seen_at IS 'The same of the last, UTC';
COMMENT ON COLUMN roles.n_articles IS 'Articles that say so';
COMMENT ON COLUMN roles.article_ids IS 'Those articles, the first published first';
CREATE TABLE entity_merges (
    merge_id       VARCHAR NOT NULL,
    entity_id      VARCHAR NOT NULL,
    into_entity_id VARCHAR NOT NULL,
    reason         VARCHAR NOT NULL,
    undone_at      TIMESTAMP,
    undone_why     VARCHAR,
    PRIMARY KEY (merge_id), CHECK (entity_id <> into_entity_id)
);

COMMENT ON TABLE entity_merges IS 'Entities of different articles held to be one person, by name, role, country and company. Nothing else is changed by a merge, and one that is undone is not made again.';
COMMENT ON COLUMN entity_merges.merge_id IS 'Stable id of the two entities';
COMMENT ON COLUMN entity_merges.entity_id IS 'The entity merged';
COMMENT ON COLUMN entity_merges.into_entity_id IS 'The entity that stands for both, never merged itself';
COMMENT ON COLUMN entity_merges.reason IS 'What they have in common';
COMMENT ON COLUMN entity_merges.undone_at IS 'When it was undone, UTC; null while it holds';
COMMENT ON COLUMN entity_merges.undone_why IS 'Why it was undone';

CREATE TABLE boilerplate (
    source       VARCHAR NOT NULL,
    line         VARCHAR NOT NULL,
    n_stories    INTEGER NOT NULL CHECK (n_stories >= 5),
    n_articles   INTEGER NOT NULL CHECK (n_articles >= n_stories),
    first_run_id VARCHAR NOT NULL,
    PRIMARY KEY (source, line)
);

COMMENT ON TABLE boilerplate IS 'Lines that an outlet repeats from article to article, learned by runs; they are left out of what is read from then on.';
COMMENT ON COLUMN boilerplate.source IS 'The outlet';
COMMENT ON COLUMN boilerplate.line IS 'The line';
COMMENT ON COLUMN boilerplate.n_stories IS 'Different stories in which it stood';
COMMENT ON COLUMN boilerplate.n_articles IS 'The outlet''s articles that were looked at, its newest 200 at most';
COMMENT ON COLUMN boilerplate.first_run_id IS 'Run that learned it';
COMMENT ON COLUMN polls.duration_ms IS 'Time until it had answered, the wait for its host''s turn included, milliseconds';

CREATE TABLE indexed_articles (
    part       INTEGER NOT NULL CHECK (part >= 0),
    position   INTEGER NOT NULL CHECK (position >= 0),
    article_id VARCHAR NOT NULL
);

COMMENT ON TABLE indexed_articles IS 'The articles whose words are in article_words, all of them in a published database. It is in parts that are made once: new articles make a part of their own.';
COMMENT ON COLUMN indexed_articles.part IS 'Part of the index';
COMMENT ON COLUMN indexed_articles.position IS 'Place within that part, from 0';
COMMENT ON COLUMN indexed_articles.article_id IS 'Article';

CREATE TABLE article_words (
    part      INTEGER NOT NULL CHECK (part >= 0),
    word      VARCHAR NOT NULL,
    positions INTEGER[] NOT NULL
);

COMMENT ON TABLE article_words IS 'Which articles hold which word, in headline or text: what search_articles and search_events look in first.';
COMMENT ON COLUMN article_words.part IS 'Part of the index';
COMMENT ON COLUMN article_words.word IS 'A run of letters and digits, in small letters';
COMMENT ON COLUMN article_words.positions IS 'The articles that hold it, as positions in indexed_articles; one that was loaded anew is there no more';

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
