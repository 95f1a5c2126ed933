-- The schema of version 1 as it was: a database of it must become one of the present version.
CREATE TABLE schema_version (
    version    INTEGER NOT NULL,
    applied_at TIMESTAMP NOT NULL,
    PRIMARY KEY (version)
);

COMMENT ON TABLE schema_version IS 'Which version of this schema the database holds.';
COMMENT ON COLUMN schema_version.version IS 'Version number; a higher one than the program knows is refused';
COMMENT ON COLUMN schema_version.applied_at IS 'When it was made or migrated, UTC';

CREATE TABLE runs (
    run_id         VARCHAR NOT NULL,
    flow           VARCHAR NOT NULL,
    started_at     TIMESTAMP NOT NULL,
    ended_at       TIMESTAMP,
    state          VARCHAR NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'crashed')),
    n_feeds        INTEGER NOT NULL CHECK (n_feeds >= 0),
    n_feeds_failed INTEGER NOT NULL CHECK (n_feeds_failed >= 0),
    n_entries      INTEGER NOT NULL CHECK (n_entries >= 0),
    n_loaded       INTEGER NOT NULL CHECK (n_loaded >= 0),
    n_known        INTEGER NOT NULL CHECK (n_known >= 0),
    n_rejected     INTEGER NOT NULL CHECK (n_rejected >= 0),
    n_events       INTEGER NOT NULL CHECK (n_events >= 0),
    coder_version  VARCHAR NOT NULL,
    detail         VARCHAR,
    PRIMARY KEY (run_id)
);

COMMENT ON TABLE runs IS 'One row per run of a flow. In a run that ended well, n_entries = n_loaded + n_known + n_rejected.';
COMMENT ON COLUMN runs.run_id IS 'Stable id of the run';
COMMENT ON COLUMN runs.flow IS 'Name of the flow: ingest, recode, backfill';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC';
COMMENT ON COLUMN runs.ended_at IS 'End, UTC; null while it runs or when it crashed';
COMMENT ON COLUMN runs.state IS 'How it stands';
COMMENT ON COLUMN runs.n_feeds IS 'Feeds asked';
COMMENT ON COLUMN runs.n_feeds_failed IS 'Feeds that gave nothing usable';
COMMENT ON COLUMN runs.n_entries IS 'Feed entries seen, left-overs of an earlier run included';
COMMENT ON COLUMN runs.n_loaded IS 'Entries that became an article row';
COMMENT ON COLUMN runs.n_known IS 'Entries dealt with by an earlier run';
COMMENT ON COLUMN runs.n_rejected IS 'Entries skipped, each with a row in rejects';
COMMENT ON COLUMN runs.n_events IS 'Event reports written';
COMMENT ON COLUMN runs.coder_version IS 'Version of the event coder';
COMMENT ON COLUMN runs.detail IS 'What went wrong, in words';

CREATE TABLE feeds (
    feed_url             VARCHAR NOT NULL,
    title                VARCHAR NOT NULL,
    source               VARCHAR NOT NULL,
    homepage             VARCHAR,
    country              VARCHAR,
    language             VARCHAR,
    timezone             VARCHAR,
    category             VARCHAR,
    etag                 VARCHAR,
    last_modified        VARCHAR,
    next_poll_at         TIMESTAMP,
    poll_interval_s      INTEGER CHECK (poll_interval_s > 0),
    consecutive_failures INTEGER NOT NULL CHECK (consecutive_failures >= 0),
    last_ok_at           TIMESTAMP,
    last_code            VARCHAR,
    moved_to             VARCHAR,
    moved_seen           INTEGER NOT NULL CHECK (moved_seen >= 0),
    retired_at           TIMESTAMP,
    PRIMARY KEY (feed_url)
);

COMMENT ON TABLE feeds IS 'The feed list, with what polling each feed has taught.';
COMMENT ON COLUMN feeds.feed_url IS 'Address of the feed, credentials removed';
COMMENT ON COLUMN feeds.title IS 'Name for people';
COMMENT ON COLUMN feeds.source IS 'The outlet, usually its domain';
COMMENT ON COLUMN feeds.homepage IS 'Address of the outlet''s site';
COMMENT ON COLUMN feeds.country IS 'Country of the outlet, ISO 3166 alpha-3';
COMMENT ON COLUMN feeds.language IS 'Language of the feed, ISO 639-1';
COMMENT ON COLUMN feeds.timezone IS 'IANA zone in which the outlet''s naive times are read';
COMMENT ON COLUMN feeds.category IS 'world, regional, official and so on';
COMMENT ON COLUMN feeds.etag IS 'Validator of the last good answer, opaque';
COMMENT ON COLUMN feeds.last_modified IS 'Validator of the last good answer, opaque';
COMMENT ON COLUMN feeds.next_poll_at IS 'Not asked again before, UTC';
COMMENT ON COLUMN feeds.poll_interval_s IS 'Interval learned from the feed, seconds';
COMMENT ON COLUMN feeds.consecutive_failures IS 'Failed polls since the last good one';
COMMENT ON COLUMN feeds.last_ok_at IS 'Last good poll, UTC';
COMMENT ON COLUMN feeds.last_code IS 'Error code of the last poll; null when it went well';
COMMENT ON COLUMN feeds.moved_to IS 'Address to which the feed says it has moved for good';
COMMENT ON COLUMN feeds.moved_seen IS 'How many polls in a row said so';
COMMENT ON COLUMN feeds.retired_at IS 'When it was found gone (HTTP 410) or taken off the list, UTC';

CREATE TABLE pages (
    page_id      VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    final_url    VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL CHECK (kind IN ('feed', 'page', 'entry')),
    fetched_at   TIMESTAMP NOT NULL,
    http_status  INTEGER NOT NULL,
    content_type VARCHAR,
    charset      VARCHAR,
    size_bytes   BIGINT NOT NULL CHECK (size_bytes >= 0),
    sha256       VARCHAR NOT NULL,
    feed_url     VARCHAR,
    entry_id     VARCHAR,
    run_id       VARCHAR,
    warc_file    VARCHAR NOT NULL,
    warc_offset  BIGINT NOT NULL CHECK (warc_offset >= 0),
    warc_length  BIGINT NOT NULL CHECK (warc_length > 0),
    PRIMARY KEY (page_id)
);

COMMENT ON TABLE pages IS 'Index of every captured response; the bytes lie in the WARC files.';
COMMENT ON COLUMN pages.page_id IS 'Stable id of the capture';
COMMENT ON COLUMN pages.url IS 'Address asked for';
COMMENT ON COLUMN pages.final_url IS 'Address after redirects';
COMMENT ON COLUMN pages.kind IS 'feed document, web page, or the feed entry itself';
COMMENT ON COLUMN pages.fetched_at IS 'When it was captured, UTC';
COMMENT ON COLUMN pages.http_status IS 'HTTP status; 200 for kind entry';
COMMENT ON COLUMN pages.content_type IS 'Media type as declared';
COMMENT ON COLUMN pages.charset IS 'Character set as declared';
COMMENT ON COLUMN pages.size_bytes IS 'Size of the decompressed body';
COMMENT ON COLUMN pages.sha256 IS 'SHA-256 of the decompressed body, hex';
COMMENT ON COLUMN pages.feed_url IS 'Feed that led here';
COMMENT ON COLUMN pages.entry_id IS 'Entry that led here';
COMMENT ON COLUMN pages.run_id IS 'Run that captured it';
COMMENT ON COLUMN pages.warc_file IS 'WARC file, relative to the WARC folder';
COMMENT ON COLUMN pages.warc_offset IS 'Byte offset of its record';
COMMENT ON COLUMN pages.warc_length IS 'Length of its record in the file, bytes';

CREATE TABLE polls (
    poll_id     VARCHAR NOT NULL,
    run_id      VARCHAR NOT NULL,
    feed_url    VARCHAR NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
    outcome     VARCHAR NOT NULL CHECK (outcome IN ('ok', 'unchanged', 'deferred', 'failed', 'retired')),
    code        VARCHAR,
    http_status INTEGER,
    size_bytes  BIGINT NOT NULL CHECK (size_bytes >= 0),
    n_entries   INTEGER NOT NULL CHECK (n_entries >= 0),
    n_known     INTEGER NOT NULL CHECK (n_known >= 0),
    n_new       INTEGER NOT NULL CHECK (n_new >= 0),
    page_id     VARCHAR,
    PRIMARY KEY (poll_id)
);

COMMENT ON TABLE polls IS 'One row per request of a feed and how it went.';
COMMENT ON COLUMN polls.poll_id IS 'Stable id';
COMMENT ON COLUMN polls.run_id IS 'Run that asked';
COMMENT ON COLUMN polls.feed_url IS 'Feed asked';
COMMENT ON COLUMN polls.started_at IS 'When, UTC';
COMMENT ON COLUMN polls.duration_ms IS 'Time until parsed, milliseconds';
COMMENT ON COLUMN polls.outcome IS 'How it went';
COMMENT ON COLUMN polls.code IS 'Error code, null when it went well';
COMMENT ON COLUMN polls.http_status IS 'HTTP status, null when there was no answer';
COMMENT ON COLUMN polls.size_bytes IS 'Size of the decompressed document';
COMMENT ON COLUMN polls.n_entries IS 'Entries in the document';
COMMENT ON COLUMN polls.n_known IS 'Of these, known before';
COMMENT ON COLUMN polls.n_new IS 'Of these, new';
COMMENT ON COLUMN polls.page_id IS 'Capture of the document';

CREATE TABLE entries (
    entry_id       VARCHAR NOT NULL,
    feed_url       VARCHAR NOT NULL,
    guid           VARCHAR,
    url            VARCHAR NOT NULL,
    url_raw        VARCHAR NOT NULL,
    title          VARCHAR NOT NULL,
    summary        VARCHAR NOT NULL,
    content        VARCHAR,
    authors        VARCHAR[] NOT NULL,
    published_at   TIMESTAMP,
    published_raw  VARCHAR,
    updated_at     TIMESTAMP,
    language       VARCHAR,
    tags           VARCHAR[] NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    flags          VARCHAR[] NOT NULL,
    state          VARCHAR NOT NULL CHECK (state IN ('pending', 'loaded', 'rejected')),
    article_id     VARCHAR,
    first_run_id   VARCHAR NOT NULL,
    first_seen_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (entry_id)
);

COMMENT ON TABLE entries IS 'Every item that a feed has offered, once per version; what is pending is taken up by the next run.';
COMMENT ON COLUMN entries.entry_id IS 'Stable id of this item in this version';
COMMENT ON COLUMN entries.feed_url IS 'Feed that offered it';
COMMENT ON COLUMN entries.guid IS 'The feed''s own id of the item';
COMMENT ON COLUMN entries.url IS 'Address of the article, tracking parameters removed';
COMMENT ON COLUMN entries.url_raw IS 'Address as the feed gives it';
COMMENT ON COLUMN entries.title IS 'Title in the feed';
COMMENT ON COLUMN entries.summary IS 'Summary in the feed, HTML; emptied once loaded';
COMMENT ON COLUMN entries.content IS 'Full content in the feed, HTML; emptied once loaded';
COMMENT ON COLUMN entries.authors IS 'Authors in the feed';
COMMENT ON COLUMN entries.published_at IS 'Publication instant in the feed, UTC';
COMMENT ON COLUMN entries.published_raw IS 'The same as the feed writes it';
COMMENT ON COLUMN entries.updated_at IS 'Instant of the last change in the feed, UTC';
COMMENT ON COLUMN entries.language IS 'Language in the feed, ISO 639-1';
COMMENT ON COLUMN entries.tags IS 'Tags in the feed';
COMMENT ON COLUMN entries.content_sha256 IS 'Hash of title, summary and content';
COMMENT ON COLUMN entries.flags IS 'What was odd: date_future, date_no_zone, full_content ...';
COMMENT ON COLUMN entries.state IS 'What became of it';
COMMENT ON COLUMN entries.article_id IS 'Article it became';
COMMENT ON COLUMN entries.first_run_id IS 'Run that first saw it';
COMMENT ON COLUMN entries.first_seen_at IS 'When it was first seen, UTC';

CREATE TABLE articles (
    article_id      VARCHAR NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    url             VARCHAR NOT NULL,
    canonical_url   VARCHAR NOT NULL,
    source          VARCHAR NOT NULL,
    feed_url        VARCHAR,
    entry_id        VARCHAR,
    page_id         VARCHAR,
    title           VARCHAR NOT NULL,
    title_from      VARCHAR,
    authors         VARCHAR[] NOT NULL,
    authors_from    VARCHAR,
    agency          VARCHAR,
    published_at    TIMESTAMP,
    published_zone  VARCHAR,
    published_raw   VARCHAR,
    published_from  VARCHAR,
    modified_at     TIMESTAMP,
    fetched_at      TIMESTAMP NOT NULL,
    language        VARCHAR,
    language_from   VARCHAR,
    dateline_place  VARCHAR,
    dateline_date   DATE,
    dateline_agency VARCHAR,
    section         VARCHAR,
    tags            VARCHAR[] NOT NULL,
    image_url       VARCHAR,
    is_paywalled    BOOLEAN NOT NULL,
    is_from_feed    BOOLEAN NOT NULL,
    flags           VARCHAR[] NOT NULL,
    text            VARCHAR NOT NULL,
    word_count      INTEGER NOT NULL CHECK (word_count >= 0),
    content_sha256  VARCHAR NOT NULL,
    source_country  VARCHAR,
    source_timezone VARCHAR,
    coding          VARCHAR NOT NULL CHECK (coding IN ('coded', 'no_events', 'language', 'too_long', 'unsplittable')),
    coder_version   VARCHAR NOT NULL,
    run_id          VARCHAR NOT NULL,
    PRIMARY KEY (article_id)
);

COMMENT ON TABLE articles IS 'One row per article, in its latest version.';
COMMENT ON COLUMN articles.article_id IS 'Stable id, made from the canonical address';
COMMENT ON COLUMN articles.version IS '1, and one more with each change of its text or title';
COMMENT ON COLUMN articles.url IS 'Address it was read at';
COMMENT ON COLUMN articles.canonical_url IS 'The address it gives as its own';
COMMENT ON COLUMN articles.source IS 'The outlet, usually its domain';
COMMENT ON COLUMN articles.feed_url IS 'Feed that led to it';
COMMENT ON COLUMN articles.entry_id IS 'Feed entry that led to it';
COMMENT ON COLUMN articles.page_id IS 'Capture it was read from';
COMMENT ON COLUMN articles.title IS 'Headline, without the site''s name';
COMMENT ON COLUMN articles.title_from IS 'Where the headline was found';
COMMENT ON COLUMN articles.authors IS 'People who wrote it';
COMMENT ON COLUMN articles.authors_from IS 'Where the authors were found';
COMMENT ON COLUMN articles.agency IS 'News agency or desk named as its author';
COMMENT ON COLUMN articles.published_at IS 'Publication instant, UTC';
COMMENT ON COLUMN articles.published_zone IS 'UTC offset in which it was given, e.g. +04:00';
COMMENT ON COLUMN articles.published_raw IS 'The same as the page writes it';
COMMENT ON COLUMN articles.published_from IS 'Where the instant was found';
COMMENT ON COLUMN articles.modified_at IS 'Instant of the last change, UTC';
COMMENT ON COLUMN articles.fetched_at IS 'When its page was captured, UTC';
COMMENT ON COLUMN articles.language IS 'Language of the text, ISO 639-1';
COMMENT ON COLUMN articles.language_from IS 'How the language was found';
COMMENT ON COLUMN articles.dateline_place IS 'Place in the dateline';
COMMENT ON COLUMN articles.dateline_date IS 'Date in the dateline';
COMMENT ON COLUMN articles.dateline_agency IS 'Agency in the dateline';
COMMENT ON COLUMN articles.section IS 'Section of the site';
COMMENT ON COLUMN articles.tags IS 'Tags or keywords given';
COMMENT ON COLUMN articles.image_url IS 'Main picture';
COMMENT ON COLUMN articles.is_paywalled IS 'The page says that the text is not free to all';
COMMENT ON COLUMN articles.is_from_feed IS 'Made from what the feed gives: no page was had';
COMMENT ON COLUMN articles.flags IS 'What was odd about it';
COMMENT ON COLUMN articles.text IS 'Clean text; every offset counts its Unicode code points from 0';
COMMENT ON COLUMN articles.word_count IS 'Words in the text';
COMMENT ON COLUMN articles.content_sha256 IS 'SHA-256 of title and text, hex';
COMMENT ON COLUMN articles.source_country IS 'Country of the outlet, ISO 3166 alpha-3';
COMMENT ON COLUMN articles.source_timezone IS 'IANA zone of the outlet';
COMMENT ON COLUMN articles.coding IS 'What the coder made of it; language: no events since only English is coded';
COMMENT ON COLUMN articles.coder_version IS 'Version of the coder that read it';
COMMENT ON COLUMN articles.run_id IS 'Run that loaded this version';

CREATE TABLE article_versions (
    article_id     VARCHAR NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    page_id        VARCHAR,
    title          VARCHAR NOT NULL,
    text           VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    fetched_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (article_id, version)
);

COMMENT ON TABLE article_versions IS 'Every version of every article, the latest included.';
COMMENT ON COLUMN article_versions.article_id IS 'Article';
COMMENT ON COLUMN article_versions.version IS 'Version number';
COMMENT ON COLUMN article_versions.page_id IS 'Capture it was read from';
COMMENT ON COLUMN article_versions.title IS 'Headline of that version';
COMMENT ON COLUMN article_versions.text IS 'Text of that version';
COMMENT ON COLUMN article_versions.content_sha256 IS 'SHA-256 of title and text, hex';
COMMENT ON COLUMN article_versions.fetched_at IS 'When it was captured, UTC';

CREATE TABLE story_articles (
    story_id   VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('original', 'copy', 'republication', 'update')),
    similarity DOUBLE NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    reason     VARCHAR NOT NULL,
    minhash    BLOB NOT NULL,
    PRIMARY KEY (article_id)
);

COMMENT ON TABLE story_articles IS 'Which articles are one text: copies, republications and updates of one original.';
COMMENT ON COLUMN story_articles.story_id IS 'The story: the id of its original article';
COMMENT ON COLUMN story_articles.article_id IS 'The article';
COMMENT ON COLUMN story_articles.kind IS 'Its part in the story';
COMMENT ON COLUMN story_articles.similarity IS 'Likeness to the original, 0 to 1';
COMMENT ON COLUMN story_articles.reason IS 'Why it was put here, in words';
COMMENT ON COLUMN story_articles.minhash IS 'MinHash signature of its text';

CREATE TABLE entities (
    entity_id       VARCHAR NOT NULL,
    type            VARCHAR NOT NULL CHECK (type IN ('PERSON', 'ORG', 'PLACE', 'GROUP')),
    name            VARCHAR NOT NULL,
    country         VARCHAR,
    sector          VARCHAR,
    role            VARCHAR,
    geonames_id     BIGINT,
    lat             DOUBLE CHECK (lat BETWEEN -90 AND 90),
    lon             DOUBLE CHECK (lon BETWEEN -180 AND 180),
    place_precision VARCHAR CHECK (place_precision IN ('exact', 'town', 'district', 'province', 'country', 'region')),
    PRIMARY KEY (entity_id)
);

COMMENT ON TABLE entities IS 'People, organisations, places and unnamed groups, once each across all articles.';
COMMENT ON COLUMN entities.entity_id IS 'Stable id';
COMMENT ON COLUMN entities.type IS 'Kind of entity';
COMMENT ON COLUMN entities.name IS 'Fullest name seen';
COMMENT ON COLUMN entities.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN entities.sector IS 'PLOVER sector, e.g. GOV MIL REB; of a place, what it is as an actor';
COMMENT ON COLUMN entities.role IS 'Office or rank last said of a person';
COMMENT ON COLUMN entities.geonames_id IS 'GeoNames id of a place';
COMMENT ON COLUMN entities.lat IS 'Latitude, WGS 84 degrees';
COMMENT ON COLUMN entities.lon IS 'Longitude, WGS 84 degrees';
COMMENT ON COLUMN entities.place_precision IS 'How exact the coordinates are';

CREATE TABLE mentions (
    mention_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    entity_id  VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char   INTEGER NOT NULL,
    text       VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('name', 'short', 'demonym', 'pronoun', 'description', 'group')),
    role       VARCHAR,
    PRIMARY KEY (mention_id), CHECK (end_char > start_char)
);

COMMENT ON TABLE mentions IS 'Every stretch of an article that names or refers to an entity.';
COMMENT ON COLUMN mentions.mention_id IS 'Stable id';
COMMENT ON COLUMN mentions.article_id IS 'Article';
COMMENT ON COLUMN mentions.entity_id IS 'Entity meant';
COMMENT ON COLUMN mentions.start_char IS 'First character in articles.text';
COMMENT ON COLUMN mentions.end_char IS 'Character after the last one';
COMMENT ON COLUMN mentions.text IS 'The words';
COMMENT ON COLUMN mentions.kind IS 'How it refers';
COMMENT ON COLUMN mentions.role IS 'Office or rank said right here';

CREATE TABLE events (
    event_id            VARCHAR NOT NULL,
    type                VARCHAR NOT NULL,
    modes               VARCHAR[] NOT NULL,
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
    actor_countries     VARCHAR[] NOT NULL,
    recipient_countries VARCHAR[] NOT NULL,
    n_reports           INTEGER NOT NULL CHECK (n_reports >= 1),
    n_articles          INTEGER NOT NULL CHECK (n_articles >= 1),
    n_sources           INTEGER NOT NULL CHECK (n_sources >= 1),
    first_reported_at   TIMESTAMP,
    last_reported_at    TIMESTAMP,
    confidence          DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (event_id)
);

COMMENT ON TABLE events IS 'One row per happening, put together from all reports of it.';
COMMENT ON COLUMN events.event_id IS 'Stable id';
COMMENT ON COLUMN events.type IS 'PLOVER event type';
COMMENT ON COLUMN events.modes IS 'PLOVER modes, all that any report gives';
COMMENT ON COLUMN events.contexts IS 'PLOVER contexts';
COMMENT ON COLUMN events.quad_class IS 'verbal or material, cooperation or conflict';
COMMENT ON COLUMN events.score IS 'PLOVER conflict-cooperation score of its type and modes';
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
COMMENT ON COLUMN events.actor_countries IS 'Countries of the actors';
COMMENT ON COLUMN events.recipient_countries IS 'Countries of the recipients';
COMMENT ON COLUMN events.n_reports IS 'Reports of it';
COMMENT ON COLUMN events.n_articles IS 'Articles that report it';
COMMENT ON COLUMN events.n_sources IS 'Independent texts that report it: copies of one story count once';
COMMENT ON COLUMN events.first_reported_at IS 'Publication of the first report, UTC';
COMMENT ON COLUMN events.last_reported_at IS 'Publication of the last report, UTC';
COMMENT ON COLUMN events.confidence IS 'Best confidence of its reports, 0 to 1';

CREATE TABLE reports (
    report_id            VARCHAR NOT NULL,
    event_id             VARCHAR NOT NULL,
    article_id           VARCHAR NOT NULL,
    position             INTEGER NOT NULL CHECK (position >= 0),
    type                 VARCHAR NOT NULL,
    modes                VARCHAR[] NOT NULL,
    contexts             VARCHAR[] NOT NULL,
    status               VARCHAR NOT NULL CHECK (status IN ('actual', 'planned', 'hypothetical', 'denied')),
    trigger              VARCHAR NOT NULL,
    trigger_start        INTEGER NOT NULL CHECK (trigger_start >= 0),
    trigger_end          INTEGER NOT NULL,
    sentence             VARCHAR NOT NULL,
    evidence             STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    event_date           DATE,
    date_precision       VARCHAR NOT NULL CHECK (date_precision IN ('day', 'month', 'year', 'unknown')),
    date_method          VARCHAR,
    date_start           INTEGER,
    date_end             INTEGER,
    claimed_by_entity_id VARCHAR,
    claimed_by           VARCHAR,
    claim_start          INTEGER,
    claim_end            INTEGER,
    carrier              VARCHAR,
    confidence           DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    coder_version        VARCHAR NOT NULL,
    PRIMARY KEY (report_id), CHECK (trigger_end > trigger_start)
);

COMMENT ON TABLE reports IS 'One row per event and article: what that article says of it, with its evidence.';
COMMENT ON COLUMN reports.report_id IS 'Stable id';
COMMENT ON COLUMN reports.event_id IS 'The happening it reports';
COMMENT ON COLUMN reports.article_id IS 'Article';
COMMENT ON COLUMN reports.position IS 'Order in the article, from 0';
COMMENT ON COLUMN reports.type IS 'PLOVER event type';
COMMENT ON COLUMN reports.modes IS 'PLOVER modes';
COMMENT ON COLUMN reports.contexts IS 'PLOVER contexts';
COMMENT ON COLUMN reports.status IS 'Whether it happened, as told';
COMMENT ON COLUMN reports.trigger IS 'The words that tell the event';
COMMENT ON COLUMN reports.trigger_start IS 'First character of the trigger in articles.text';
COMMENT ON COLUMN reports.trigger_end IS 'Character after the last one of the trigger';
COMMENT ON COLUMN reports.sentence IS 'The sentence that tells it best';
COMMENT ON COLUMN reports.evidence IS 'All sentences that tell it, best first, as offsets into articles.text';
COMMENT ON COLUMN reports.event_date IS 'First day of the period in which it happened';
COMMENT ON COLUMN reports.date_precision IS 'Length of that period';
COMMENT ON COLUMN reports.date_method IS 'How the date was worked out';
COMMENT ON COLUMN reports.date_start IS 'First character of the words that dated it';
COMMENT ON COLUMN reports.date_end IS 'Character after the last one of them';
COMMENT ON COLUMN reports.claimed_by_entity_id IS 'Who says so, when the text attributes it';
COMMENT ON COLUMN reports.claimed_by IS 'The same by name';
COMMENT ON COLUMN reports.claim_start IS 'First character of the words of attribution';
COMMENT ON COLUMN reports.claim_end IS 'Character after the last one of them';
COMMENT ON COLUMN reports.carrier IS 'Medium that passes the claim on, when named';
COMMENT ON COLUMN reports.confidence IS 'How sure the coder is, 0 to 1';
COMMENT ON COLUMN reports.coder_version IS 'Version of the coder';

CREATE TABLE report_places (
    report_id       VARCHAR NOT NULL,
    position        INTEGER NOT NULL CHECK (position >= 0),
    entity_id       VARCHAR NOT NULL,
    name            VARCHAR NOT NULL,
    country         VARCHAR,
    lat             DOUBLE CHECK (lat BETWEEN -90 AND 90),
    lon             DOUBLE CHECK (lon BETWEEN -180 AND 180),
    geonames_id     BIGINT,
    place_precision VARCHAR,
    start_char      INTEGER,
    end_char        INTEGER,
    PRIMARY KEY (report_id, position)
);

COMMENT ON TABLE report_places IS 'Where each reported event happened; position 0 is the place to map.';
COMMENT ON COLUMN report_places.report_id IS 'Report';
COMMENT ON COLUMN report_places.position IS 'Order, from 0';
COMMENT ON COLUMN report_places.entity_id IS 'Place as an entity';
COMMENT ON COLUMN report_places.name IS 'Name of the place';
COMMENT ON COLUMN report_places.country IS 'ISO 3166 alpha-3';
COMMENT ON COLUMN report_places.lat IS 'Latitude, WGS 84 degrees';
COMMENT ON COLUMN report_places.lon IS 'Longitude, WGS 84 degrees';
COMMENT ON COLUMN report_places.geonames_id IS 'GeoNames id';
COMMENT ON COLUMN report_places.place_precision IS 'How exact the coordinates are';
COMMENT ON COLUMN report_places.start_char IS 'First character of the words that name it';
COMMENT ON COLUMN report_places.end_char IS 'Character after the last one of them';

CREATE TABLE participants (
    report_id  VARCHAR NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    role       VARCHAR NOT NULL CHECK (role IN ('actor', 'recipient')),
    entity_id  VARCHAR NOT NULL,
    name       VARCHAR NOT NULL,
    country    VARCHAR,
    sector     VARCHAR,
    start_char INTEGER,
    end_char   INTEGER,
    how        VARCHAR NOT NULL CHECK (how IN ('named', 'reference', 'carried')),
    PRIMARY KEY (report_id, position)
);

COMMENT ON TABLE participants IS 'The parties to each reported event.';
COMMENT ON COLUMN participants.report_id IS 'Report';
COMMENT ON COLUMN participants.position IS 'Order within the report, from 0';
COMMENT ON COLUMN participants.role IS 'actor did it, recipient had it done; both sides of a mutual act are actors';
COMMENT ON COLUMN participants.entity_id IS 'The party';
COMMENT ON COLUMN participants.name IS 'Its name';
COMMENT ON COLUMN participants.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN participants.sector IS 'PLOVER sector';
COMMENT ON COLUMN participants.start_char IS 'First character of the mention that put it here';
COMMENT ON COLUMN participants.end_char IS 'Character after the last one of that mention';
COMMENT ON COLUMN participants.how IS 'named in the clause, referred to, or carried over from an earlier sentence';

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

CREATE TABLE rejects (
    reject_id  VARCHAR NOT NULL,
    run_id     VARCHAR,
    stage      VARCHAR NOT NULL,
    code       VARCHAR NOT NULL,
    detail     VARCHAR NOT NULL,
    feed_url   VARCHAR,
    url        VARCHAR,
    entry_id   VARCHAR,
    article_id VARCHAR,
    start_char INTEGER,
    end_char   INTEGER,
    PRIMARY KEY (reject_id)
);

COMMENT ON TABLE rejects IS 'Everything skipped, and why.';
COMMENT ON COLUMN rejects.reject_id IS 'Stable id';
COMMENT ON COLUMN rejects.run_id IS 'Run that skipped it';
COMMENT ON COLUMN rejects.stage IS 'Stage that skipped it: feeds, fetch, archive, articles, entities, events, stories, warehouse';
COMMENT ON COLUMN rejects.code IS 'Why, one word';
COMMENT ON COLUMN rejects.detail IS 'Why, for people';
COMMENT ON COLUMN rejects.feed_url IS 'Feed concerned';
COMMENT ON COLUMN rejects.url IS 'Address concerned';
COMMENT ON COLUMN rejects.entry_id IS 'Feed entry concerned';
COMMENT ON COLUMN rejects.article_id IS 'Article concerned';
COMMENT ON COLUMN rejects.start_char IS 'First character concerned in articles.text';
COMMENT ON COLUMN rejects.end_char IS 'Character after the last one concerned';

CREATE TABLE event_types (
    type       VARCHAR NOT NULL,
    quad_class VARCHAR NOT NULL,
    score      DOUBLE NOT NULL,
    meaning    VARCHAR NOT NULL,
    cameo_code VARCHAR NOT NULL,
    acled_type VARCHAR,
    ucdp_type  VARCHAR,
    PRIMARY KEY (type)
);

COMMENT ON TABLE event_types IS 'The PLOVER event types; loaded from codebook/event_types.csv.';
COMMENT ON COLUMN event_types.type IS 'Name of the type';
COMMENT ON COLUMN event_types.quad_class IS 'verbal or material, cooperation or conflict';
COMMENT ON COLUMN event_types.score IS 'Conflict-cooperation score of the type without a mode';
COMMENT ON COLUMN event_types.meaning IS 'What counts';
COMMENT ON COLUMN event_types.cameo_code IS 'Nearest CAMEO code';
COMMENT ON COLUMN event_types.acled_type IS 'ACLED-like event type';
COMMENT ON COLUMN event_types.ucdp_type IS 'UCDP-like type of violence';

CREATE TABLE event_modes (
    type       VARCHAR NOT NULL,
    mode       VARCHAR NOT NULL,
    score      DOUBLE NOT NULL,
    cameo_code VARCHAR,
    PRIMARY KEY (type, mode)
);

COMMENT ON TABLE event_modes IS 'The PLOVER modes of each type; loaded from codebook/event_modes.csv.';
COMMENT ON COLUMN event_modes.type IS 'Type that has the mode';
COMMENT ON COLUMN event_modes.mode IS 'Name of the mode';
COMMENT ON COLUMN event_modes.score IS 'Conflict-cooperation score with this mode';
COMMENT ON COLUMN event_modes.cameo_code IS 'Nearest CAMEO code';

CREATE TABLE ledger (
    sequence BIGINT NOT NULL CHECK (sequence >= 0)
);

COMMENT ON TABLE ledger IS 'One row: how many commits this database holds, to compare with the log beside it.';
COMMENT ON COLUMN ledger.sequence IS 'Number of the last commit';

