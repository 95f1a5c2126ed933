-- Articles whose page is not in the index of captures.
SELECT article_id FROM articles ANTI JOIN pages USING (page_id) WHERE articles.page_id IS NOT NULL
