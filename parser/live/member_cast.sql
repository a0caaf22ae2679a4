-- kind: cast
SELECT format_type(c.castsource, NULL) AS name,
       format_type(c.casttarget, NULL) AS args,
       CASE c.castcontext WHEN 'a' THEN 'ASSIGNMENT' WHEN 'i' THEN 'IMPLICIT' END AS context
FROM pg_cast c
WHERE EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_cast'::regclass AND e.objid = c.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
