-- Numbers of tokens have names only in what the parser's function gives.
-- parent: pg_ts_config
-- when: SELECT FROM pg_ts_config WHERE oid >= 16384
SELECT c.oid AS parent,
       t.alias AS name,
       (SELECT array_agg(ARRAY['schema', n.nspname, 'text search dictionary', d.dictname] ORDER BY m.mapseqno)
        FROM pg_ts_config_map m
        JOIN pg_ts_dict d ON d.oid = m.mapdict
        JOIN pg_namespace n ON n.oid = d.dictnamespace
        WHERE m.mapcfg = c.oid AND m.maptokentype = t.tokid) AS dictionaries
FROM pg_ts_config c
CROSS JOIN LATERAL ts_token_type(c.cfgparser) AS t
WHERE c.oid >= 16384
  AND EXISTS (SELECT FROM pg_ts_config_map m WHERE m.mapcfg = c.oid AND m.maptokentype = t.tokid)
ORDER BY c.oid, t.tokid
