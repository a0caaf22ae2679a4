-- below: column
-- Each grantee whose privileges are not those of acldefault.  An access control list that is NULL is the default.
-- The owner may always grant, whatever the list says, so for the owner only the privileges count.  Default privileges
-- for one schema only add: there the default is nothing.  GRANT ALL gives a privilege more from version 17 on
-- (MAINTAIN); who has all has ALL, whatever the version, and the owner has it unasked.
SELECT o.class AS parent_class,
       o.oid AS parent,
       o.subid AS parent_subid,
       o.name AS parent_name,
       CASE WHEN g.grantee = 0 THEN 'public' ELSE pg_get_userbyid(g.grantee)::text END AS name,
       CASE WHEN g.grantee = o.owner OR g.held @> '{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'
            THEN array_remove(g.held, 'MAINTAIN') ELSE g.held END AS privileges,
       CASE WHEN g.grantable @> '{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'
            THEN array_remove(g.grantable, 'MAINTAIN') ELSE g.grantable END AS grantable
FROM (SELECT 'pg_namespace'::regclass::oid AS class, oid, 0 AS subid, NULL::name AS name, nspacl AS acl,
             acldefault('n', nspowner) AS initial, nspowner AS owner
      FROM pg_namespace
      WHERE nspacl IS NOT NULL AND nspname !~ '^pg_' AND nspname <> 'information_schema'
      UNION ALL
      SELECT 'pg_class'::regclass::oid, oid, 0, NULL, relacl,
             acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, relowner), relowner
      FROM pg_class
      WHERE relacl IS NOT NULL AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND oid >= 16384
      UNION ALL
      SELECT 'pg_class'::regclass::oid, a.attrelid, a.attnum, a.attname, a.attacl,
             acldefault('c', c.relowner), c.relowner
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE a.attacl IS NOT NULL AND a.attrelid >= 16384 AND NOT a.attisdropped
      UNION ALL
      SELECT 'pg_proc'::regclass::oid, oid, 0, NULL, proacl, acldefault('f', proowner), proowner
      FROM pg_proc
      WHERE proacl IS NOT NULL AND oid >= 16384
      UNION ALL
      SELECT 'pg_type'::regclass::oid, oid, 0, NULL, typacl, acldefault('T', typowner), typowner
      FROM pg_type
      WHERE typacl IS NOT NULL AND typtype IN ('b', 'e', 'd', 'c', 'r') AND oid >= 16384
      UNION ALL
      SELECT 'pg_default_acl'::regclass::oid, oid, 0, NULL, defaclacl,
             CASE WHEN defaclnamespace = 0
                  THEN acldefault(CASE defaclobjtype WHEN 'S' THEN 's'::"char" ELSE defaclobjtype END, defaclrole)
             END, defaclrole
      FROM pg_default_acl) o
-- include privileges
