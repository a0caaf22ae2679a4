-- Lists of columns and filters exist from 15 on.
-- class: pg_publication_rel
-- parent: pg_class
-- when: SELECT FROM pg_publication_rel
SELECT r.oid AS oid,
       r.prrelid AS parent,
       p.pubname AS name,
       ARRAY['publication', p.pubname] AS publication,
-- from 15
       CASE WHEN r.prattrs IS NOT NULL THEN
           (SELECT array_agg(a.attname::text ORDER BY a.attnum)
            FROM unnest(r.prattrs) AS u (attnum)
            JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = u.attnum)
       END AS columns,
       pg_get_expr(r.prqual, r.prrelid) AS filter
-- end
-- before 15
       NULL AS columns,
       NULL AS filter
-- end
FROM pg_publication_rel r
JOIN pg_publication p ON p.oid = r.prpubid
