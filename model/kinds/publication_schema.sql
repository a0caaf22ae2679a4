-- parent: pg_namespace
-- when: SELECT FROM pg_publication
-- from 15
SELECT s.pnnspid AS parent,
       p.pubname AS name,
       ARRAY['publication', p.pubname] AS publication
FROM pg_publication_namespace s
JOIN pg_publication p ON p.oid = s.pnpubid
-- end
-- before 15
SELECT NULL::oid AS parent,
       NULL::name AS name,
       NULL::text[] AS publication
WHERE false
-- end
