CREATE TABLE articles (
    article_id      VARCHAR NOT NULL,
    version         INTEGER NOT NULL CHECK (version >= 1),
    url             VARCHAR NOT NULL,
    canonical_url   VARCHAR NOT NULL,
    canonical_from  VARCHAR,
    source          VARCHAR NOT NULL,
    feed_url        VARCHAR,
    entry_id        VARCHAR,
    page_id         VARCHAR,
    title           VARCHAR NOT NULL,
    title_from      VARCHAR,
    authors         VARCHAR[] NOT NULL,
    authors_from    VARCHAR,
    agency          VARCHAR,
    agency_from     VARCHAR,
    published_at    TIMESTAMP,
    published_zone  VARCHAR,
    published_raw   VARCHAR,
    published_from  VARCHAR,
    modified_at     TIMESTAMP,
    modified_from   VARCHAR,
    fetched_at      TIMESTAMP NOT NULL,
    language        VARCHAR,
    language_from   VARCHAR,
    dateline_place  VARCHAR,
    dateline_date   DATE,
    dateline_agency VARCHAR,
    section         VARCHAR,
    section_from    VARCHAR,
    tags            VARCHAR[] NOT NULL,
    tags_from       VARCHAR,
    image_url       VARCHAR,
    image_from      VARCHAR,
    is_paywalled    BOOLEAN NOT NULL,
    paywall_from    VARCHAR,
    is_from_feed    BOOLEAN NOT NULL,
    flags           VARCHAR[] NOT NULL,
    text            VARCHAR NOT NULL,
    text_from       VARCHAR,
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
COMMENT ON COLUMN articles.canonical_from IS 'Where that address was found';
COMMENT ON COLUMN articles.source IS 'The outlet, usually its domain';
COMMENT ON COLUMN articles.feed_url IS 'Feed that led to it';
COMMENT ON COLUMN articles.entry_id IS 'Feed entry that led to it';
COMMENT ON COLUMN articles.page_id IS 'Capture it was read from';
COMMENT ON COLUMN articles.title IS 'Headline, without the site''s name';
COMMENT ON COLUMN articles.title_from IS 'Where the headline was found, a source of codebook/evidence.csv; so for each column named ..._from';
COMMENT ON COLUMN articles.authors IS 'People who wrote it';
COMMENT ON COLUMN articles.authors_from IS 'Where the authors were found';
COMMENT ON COLUMN articles.agency IS 'News agency or desk named as its author';
COMMENT ON COLUMN articles.agency_from IS 'Where the agency was found';
COMMENT ON COLUMN articles.published_at IS 'Publication instant, UTC';
COMMENT ON COLUMN articles.published_zone IS 'UTC offset in which it was given, e.g. +04:00';
COMMENT ON COLUMN articles.published_raw IS 'The same as the page writes it';
COMMENT ON COLUMN articles.published_from IS 'Where the instant was found';
COMMENT ON COLUMN articles.modified_at IS 'Instant of the last change, UTC';
COMMENT ON COLUMN articles.modified_from IS 'Where that instant was found';
COMMENT ON COLUMN articles.fetched_at IS 'When its page was captured, UTC';
COMMENT ON COLUMN articles.language IS 'Language of the text, ISO 639-1';
COMMENT ON COLUMN articles.language_from IS 'Where the language was found; text: read from its words';
COMMENT ON COLUMN articles.dateline_place IS 'Place in the dateline';
COMMENT ON COLUMN articles.dateline_date IS 'Date in the dateline';
COMMENT ON COLUMN articles.dateline_agency IS 'Agency in the dateline';
COMMENT ON COLUMN articles.section IS 'Section of the site';
COMMENT ON COLUMN articles.section_from IS 'Where the section was found';
COMMENT ON COLUMN articles.tags IS 'Tags or keywords given';
COMMENT ON COLUMN articles.tags_from IS 'Where the tags were found; the feed''s own come behind the page''s';
COMMENT ON COLUMN articles.image_url IS 'Main picture';
COMMENT ON COLUMN articles.image_from IS 'Where the picture was found';
COMMENT ON COLUMN articles.is_paywalled IS 'The page says that the text is not free to all';
COMMENT ON COLUMN articles.paywall_from IS 'What says so; text: a line on the page';
COMMENT ON COLUMN articles.is_from_feed IS 'Made from what the feed gives: no page was had';
COMMENT ON COLUMN articles.flags IS 'What was odd about it';
COMMENT ON COLUMN articles.text IS 'Clean text; every offset counts its Unicode code points from 0';
COMMENT ON COLUMN articles.text_from IS 'How the text was read: trafilatura, paragraphs (those alike in several boxes), json_ld (articleBody), feed';
COMMENT ON COLUMN articles.word_count IS 'Words in the text';
COMMENT ON COLUMN articles.content_sha256 IS 'SHA-256 of title and text, hex';
COMMENT ON COLUMN articles.source_country IS 'Country of the outlet, ISO 3166 alpha-3';
COMMENT ON COLUMN articles.source_timezone IS 'IANA zone of the outlet';
COMMENT ON COLUMN articles.coding IS 'What the coder made of it; language: no events since only English is coded';
COMMENT ON COLUMN articles.coder_version IS 'Version of the coder that read it';
COMMENT ON COLUMN articles.run_id IS 'Run that loaded this version';
