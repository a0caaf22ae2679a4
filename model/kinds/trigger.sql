-- Triggers that a statement made, and the clones that partitions got from their parents (tgparentid), which counted as
-- internal before 15 and have the condition of the original, in terms of their own rows; no machinery of foreign keys (tgisinternal).  tgtype is a set of bits (catalog/pg_trigger.h): 1 row, 2 before, 4 insert, 8 delete,
-- 16 update, 32 truncate, 64 instead.  The condition refers to OLD and NEW, which only pg_get_triggerdef can spell: it
-- is cut out of the statement, quoted names before it and quoted arguments behind it taken as wholes.  tgargs is a
-- bytea in which a zero byte ends each argument: pairs of digits other than 00, as far as the next 00.
-- class: pg_trigger
-- parent: pg_class
SELECT t.oid AS oid,
       t.tgrelid AS parent,
       t.tgname AS name,
       t.tgparentid <> 0 AS inherited,
       CASE WHEN t.tgtype & 2 <> 0 THEN 'BEFORE' WHEN t.tgtype & 64 <> 0 THEN 'INSTEAD OF' ELSE 'AFTER' END AS timing,
       array_remove(ARRAY[CASE WHEN t.tgtype & 4 <> 0 THEN 'INSERT' END,
                          CASE WHEN t.tgtype & 16 <> 0 THEN 'UPDATE' END,
                          CASE WHEN t.tgtype & 8 <> 0 THEN 'DELETE' END,
                          CASE WHEN t.tgtype & 32 <> 0 THEN 'TRUNCATE' END], NULL) AS events,
       CASE WHEN t.tgattr <> ''::int2vector THEN
           (SELECT array_agg(a.attname::text ORDER BY u.number)
            FROM unnest(t.tgattr) WITH ORDINALITY AS u (attnum, number)
            JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = u.attnum)
       END AS update_columns,
       t.tgtype & 1 <> 0 AS for_each_row,
       CASE WHEN t.tgqual IS NOT NULL AND t.tgparentid = 0 THEN
           substring(pg_get_triggerdef(t.oid)
                     from '^(?:[^"]|"[^"]*")*? WHEN \((.*)\)'
                          ' EXECUTE FUNCTION (?:[^"''(]|"[^"]*")*\((?:[^'']|''[^'']*'')*\)$')
       END AS condition,
       ARRAY['schema', pn.nspname, 'routine', p.proname,
             (SELECT coalesce(string_agg(format_type(u.type, NULL), ', ' ORDER BY u.number), '')
              FROM unnest(p.proargtypes) WITH ORDINALITY AS u (type, number))] AS routine,
       CASE WHEN t.tgnargs > 0 THEN
           (SELECT array_agg(convert_from(decode(u.found[1], 'hex'), getdatabaseencoding()) ORDER BY u.number)
            FROM regexp_matches(encode(t.tgargs, 'hex'), '((?:[1-9a-f][0-9a-f]|0[1-9a-f])*)00', 'g')
                 WITH ORDINALITY AS u (found, number))
       END AS arguments,
       t.tgoldtable AS old_table,
       t.tgnewtable AS new_table,
       t.tgconstraint <> 0 AS is_constraint,
       CASE WHEN t.tgconstrrelid <> 0 THEN
           (SELECT ARRAY['schema', rn.nspname, 'table', r.relname]
            FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = t.tgconstrrelid)
       END AS referenced,
       t.tgdeferrable AS deferrable,
       t.tginitdeferred AS initially_deferred,
       CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                        WHEN 'A' THEN 'ENABLE ALWAYS' END AS enabled
FROM pg_trigger t
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace pn ON pn.oid = p.pronamespace
-- from 15
WHERE NOT t.tgisinternal
-- end
-- before 15
WHERE (NOT t.tgisinternal OR t.tgparentid <> 0)
-- end
