"""Words of SQLite that our statements use and PostgreSQL lacks, as functions of the same name."""

WORDS = (
    """CREATE OR REPLACE FUNCTION json_each(listed TEXT) RETURNS TABLE (value TEXT) LANGUAGE sql IMMUTABLE AS
        $$ SELECT json_array_elements_text(listed::json) $$""",
    """CREATE OR REPLACE FUNCTION json_extract(listed TEXT, place TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
        $$ SELECT listed::json ->> substring(place FROM '[0-9]+')::integer $$""",
    """CREATE OR REPLACE FUNCTION min(a TEXT, b TEXT, c TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
        $$ SELECT least(a COLLATE "C", b, c) $$""",
    """CREATE OR REPLACE FUNCTION julianday(day TEXT) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE AS
        $$ SELECT extract(epoch FROM day::timestamp)::double precision / 86400 + 2440587.5 $$""",
    """CREATE OR REPLACE FUNCTION typeof(given ANYELEMENT) RETURNS TEXT LANGUAGE sql STABLE AS
        $$ SELECT CASE pg_typeof(given)::text
                  WHEN 'bytea' THEN 'blob' WHEN 'bigint' THEN 'integer' ELSE 'text' END $$""",
    """CREATE OR REPLACE FUNCTION pragma_table_info(of TEXT) RETURNS TABLE (name TEXT, type TEXT, pk BIGINT)
        LANGUAGE sql STABLE AS $$
        SELECT c.column_name::text,
               CASE c.data_type WHEN 'bytea' THEN 'BLOB' WHEN 'bigint' THEN 'INTEGER' ELSE upper(c.data_type) END,
               coalesce(array_position(k.conkey, c.ordinal_position::smallint), 0)::bigint
        FROM information_schema.columns c
        LEFT JOIN pg_constraint k
          ON k.contype = 'p' AND k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
        WHERE c.table_schema = current_schema() AND c.table_name = of AND c.is_generated = 'NEVER'
        ORDER BY c.ordinal_position $$""",
)
