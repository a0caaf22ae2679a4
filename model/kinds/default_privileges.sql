-- class: pg_default_acl
-- parent: pg_namespace
SELECT d.oid AS oid,
       nullif(d.defaclnamespace, 0) AS parent,
       pg_get_userbyid(d.defaclrole) AS name,
       CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                            WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END AS args,
       NULL AS note
FROM pg_default_acl d
WHERE d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n')
