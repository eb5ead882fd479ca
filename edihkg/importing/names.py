"""Compare names of organisations: case, accents, punctuation and legal form do not count. Pure.

Only whole words at the end of a name (in the Baltic states also at its beginning) are taken
for a legal form, and a name never loses its last word. There is no fuzzy matching.
"""

from edihkg.iris import fold

_AFTER = """
    a_s, ab, ad, ag, aps, as, asa, asbl, bv, b_v, bvba, cic, d_d, d_o_o, dd, doo, e_g, e_v, ead,
    eg, eood, ev, g_m_b_h, gbr, ggmbh, gmbh, gmbh_co_kg, inc, k_d, kft, kg, kgaa, kkt, lda,
    limited, llc, ltd, mbh, n_v, nonprofit_kft, nonprofit_ltd, nv, nyrt, o_p_s, o_u, ood, ou,
    oy, oyj, p_l_c, plc, s_a, s_a_s, s_c_a_r_l, s_c_p_a, s_c_r_l, s_l, s_l_u, s_p_a, s_r_l,
    s_r_o, sa, sarl, sas, sasu, scarl, scpa, scrl, sia, sl, slu, sp_j, sp_z_o_o, spa,
    spol_s_r_o, spzoo, srl, sro, u_a_b, uab, v_o_s, vof, vzw, z_s, zrt, z_u
"""
_BEFORE = ("uab", "vsi", "sia", "mb")

_FORMS_AFTER = sorted(
    (tuple(form.strip().split("_")) for form in _AFTER.split(",")), key=len, reverse=True
)


def bare(name: str) -> str:
    """Fold the name of an organisation and take its legal form away.

    >>> bare("Łódź Technology Park sp. z o.o."), bare("UAB Intechcentras"), bare("SA")
    ('lodz technology park', 'intechcentras', 'sa')
    """
    words = fold(name).split()
    while len(words) > 1:
        shorter = _without_form(words)
        if shorter is None:
            break
        words = shorter
    return " ".join(words)


def _without_form(words: list[str]) -> list[str] | None:
    if words[0] in _BEFORE:
        return words[1:]
    for form in _FORMS_AFTER:
        if len(words) > len(form) and tuple(words[-len(form) :]) == form:
            return words[: -len(form)]
    return None
