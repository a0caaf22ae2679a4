-- class: pg_language
-- when: SELECT FROM pg_language WHERE oid >= 16384
SELECT l.oid AS oid,
       l.lanname AS name,
       l.lanpltrusted AS trusted,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, '']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = l.lanplcallfoid) AS handler,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, 'internal']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = l.laninline) AS inline_handler,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, 'oid']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = l.lanvalidator) AS validator,
       pg_get_userbyid(l.lanowner) AS owner
FROM pg_language l
WHERE l.oid >= 16384
  AND l.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_language'::regclass
                      AND e.deptype = 'e')
