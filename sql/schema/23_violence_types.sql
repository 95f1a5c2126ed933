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
