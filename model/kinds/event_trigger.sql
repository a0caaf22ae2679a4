-- class: pg_event_trigger
-- when: SELECT FROM pg_event_trigger
SELECT t.oid AS oid,
       t.evtname AS name,
       t.evtevent AS event,
       t.evttags AS tags,
       ARRAY['schema', n.nspname, 'routine', p.proname, ''] AS routine,
       CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                         WHEN 'A' THEN 'ENABLE ALWAYS' END AS enabled,
       pg_get_userbyid(t.evtowner) AS owner
FROM pg_event_trigger t
JOIN pg_proc p ON p.oid = t.evtfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE t.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_event_trigger'::regclass
                      AND e.deptype = 'e')
