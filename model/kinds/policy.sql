-- Role 0 is PUBLIC.
-- class: pg_policy
-- parent: pg_class
-- when: SELECT FROM pg_policy
SELECT p.oid AS oid,
       p.polrelid AS parent,
       p.polname AS name,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     ELSE 'ALL' END AS command,
       NOT p.polpermissive AS restrictive,
       CASE WHEN p.polroles = '{0}'::oid[] THEN ARRAY['public']
            ELSE (SELECT array_agg(CASE WHEN r.role = 0 THEN 'public' ELSE pg_get_userbyid(r.role)::text END)
                  FROM unnest(p.polroles) AS r (role)) END AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM pg_policy p
