"""The words by which laboratories name what a code is about, in English and Japanese, for proposed mappings.

A name is proposed only where every word of the code's text is explained: by one of these names, by the specimen, or by
a word that changes nothing. So "Urine culture", "Creatinine clearance" and "Temp of incubator" propose nothing of what
they resemble. Names that also stand for something else ("AST" is a susceptibility test, too, "PCT" plateletcrit) count
only with a unit that fits. Left out on purpose: "bilirubin" alone (total or direct?), "oxygen saturation" (of which
blood?), fungal and mycobacterial cultures, ALP by the JSCC method, whose values are about three times those of today.
"""

from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept

# Words that change nothing of what is measured.
HARMLESS: Final = (
    *("level", "lvl", "levels", "conc", "concentration", "result", "value", "assay", "measurement", "quant"),
    *("in", "of", "by", "the", "mass/volume", "moles/volume", "#/volume", "enzymatic activity/volume"),
    *("濃度", "値", "測定", "定量", "検査", "結果"),
)
BLOOD_WORDS: Final = ("whole blood", "blood", "bld", "wb", "edta", "全血", "末梢血", "血中", "血液中", "血液")
SERUM_WORDS: Final = ("serum or plasma", "serum/plasma", "ser/plas", "serum", "plasma", "血清", "血漿")
TROUGH_WORDS: Final = (
    *("trough level", "trough", "c0", "pre-dose", "pre dose", "predose", "before dose"),
    *("トラフ値", "トラフ", "投与前値", "投与前"),
)
TWO_HOUR_WORDS: Final = ("c2", "2h post dose", "2 h post dose", "2 hours post dose", "2時間値")
TEMPERATURE_SITES: Final = MappingProxyType(
    {
        "axillary": ("axillary", "axilla", "腋窩"),
        "oral": ("oral", "口腔", "舌下"),
        "rectal": ("rectal", "直腸"),
        "tympanic": ("tympanic membrane", "tympanic", "ear", "鼓膜", "耳"),
        "bladder": ("urinary bladder", "bladder", "膀胱"),
        "oesophageal": ("oesophageal", "esophageal", "食道"),
        "core": ("core", "深部"),
    }
)
# What a culture can be of beside blood; the last column of a site's row then says so.
CULTURE_SPECIMENS: Final = MappingProxyType(
    {
        "urine": ("urine", "尿"),
        "sputum": ("sputum", "喀痰", "痰"),
        "stool": ("stool", "faeces", "feces", "便", "糞便"),
        "wound": ("wound", "創部"),
        "bile": ("bile", "胆汁"),
        "ascites": ("ascites", "ascitic fluid", "peritoneal fluid", "腹水"),
        "pleural fluid": ("pleural fluid", "胸水"),
        "cerebrospinal fluid": ("cerebrospinal fluid", "csf", "髄液"),
        "throat": ("throat", "咽頭"),
        "catheter tip": ("catheter tip", "cath tip", "カテーテル先端"),
    }
)
CULTURE_WORDS: Final = (
    "bacterial culture",
    "bacteria identified",
    "culture",
    "cultures",
    "cult",
    "cx",
    "培養同定",
    "培養",
)
# Said of a blood culture without making it anything else.
CULTURE_DETAILS: Final = (
    *("aerobic", "anaerobic", "aerobe", "anaerobe", "bottle", "peripheral", "routine", "set", "and", "&", "+", "/"),
    *("好気", "嫌気", "ボトル"),
)
GRAM_WORDS: Final = ("gram stain", "gram's stain", "グラム染色")
SUSCEPTIBILITY_NAMES: Final = (
    *("antimicrobial susceptibility", "antibiotic susceptibility", "susceptibility testing", "susceptibility"),
    *("antibiogram", "薬剤感受性検査", "薬剤感受性", "感受性検査"),
)

# By concept: names that stand for nothing else.
NAMES: Final = MappingProxyType(
    {
        Concept.TEMPERATURE: ("body temperature", "body temp", "patient temperature", "体温"),
        Concept.HEART_RATE: ("heart rate", "pulse rate", "心拍数", "脈拍数"),
        Concept.RESPIRATORY_RATE: ("respiratory rate", "respiration rate", "呼吸数"),
        Concept.SYSTOLIC_PRESSURE: (
            *("systolic blood pressure", "blood pressure systolic", "bp systolic", "systolic bp"),
            *("収縮期血圧", "最高血圧"),
        ),
        Concept.MEAN_ARTERIAL_PRESSURE: ("mean arterial pressure", "mean blood pressure", "平均血圧"),
        Concept.OXYGEN_SATURATION: ("spo2", "oxygen saturation by pulse oximetry", "経皮的酸素飽和度"),
        Concept.TACROLIMUS: ("tacrolimus", "fk506", "fk-506", "fk 506", "タクロリムス"),
        Concept.CYCLOSPORINE: (
            *("cyclosporine a", "cyclosporin a", "ciclosporin a", "cyclosporine", "cyclosporin", "ciclosporin"),
            *("シクロスポリン",),
        ),
        Concept.SIROLIMUS: ("sirolimus", "rapamycin", "シロリムス"),
        Concept.EVEROLIMUS: ("everolimus", "エベロリムス"),
        Concept.MPA: ("mycophenolic acid", "mycophenolate", "ミコフェノール酸"),
        Concept.AST: ("aspartate aminotransferase", "aspartate transaminase", "ast (got)", "ast(got)", "ast/got"),
        Concept.ALT: ("alanine aminotransferase", "alanine transaminase", "alt (gpt)", "alt(gpt)", "alt/gpt"),
        Concept.ALP: ("alkaline phosphatase", "alk phos", "アルカリホスファターゼ", "アルカリフォスファターゼ"),
        Concept.GGT: ("gamma glutamyl transferase", "gamma-glutamyl transferase", "γ-gtp", "γ-gt", "γgtp", "gamma-gt"),
        Concept.TOTAL_BILIRUBIN: ("total bilirubin", "bilirubin total", "bilirubin.total", "総ビリルビン"),
        Concept.DIRECT_BILIRUBIN: ("direct bilirubin", "bilirubin direct", "bilirubin.direct", "直接ビリルビン"),
        Concept.WBC: ("white blood cell count", "white blood cells", "leukocyte count", "wbc count", "白血球数"),
        Concept.ANC: (
            *("absolute neutrophil count", "neutrophils absolute", "absolute neutrophils", "neutrophil count"),
            *("好中球数",),
        ),
        Concept.EOSINOPHILS: (
            *("absolute eosinophil count", "eosinophils absolute", "absolute eosinophils", "eosinophil count"),
            *("好酸球数",),
        ),
        Concept.PLATELETS: ("platelet count", "platelets", "血小板数"),
        Concept.CRP: ("c-reactive protein", "c reactive protein", "c反応性蛋白"),
        Concept.PROCALCITONIN: ("procalcitonin", "プロカルシトニン"),
        Concept.LACTATE: ("lactic acid", "lactate", "乳酸"),
        Concept.CREATININE: ("creatinine", "クレアチニン"),
        Concept.BETA_D_GLUCAN: ("1,3-beta-d-glucan", "beta-d-glucan", "β-d-glucan", "β-d-グルカン", "β-dグルカン"),
        Concept.NK_FUNCTION: ("natural killer cell activity", "nk cell activity", "nk細胞活性"),
    }
)
# By concept: names that stand for other things, too, and count only with a unit that fits.
NAMES_WITH_UNIT: Final = MappingProxyType(
    {
        Concept.TEMPERATURE: ("temperature", "temp", "bt"),
        Concept.HEART_RATE: ("pulse", "hr", "脈拍"),
        Concept.RESPIRATORY_RATE: ("respirations", "resp rate", "rr", "呼吸"),
        Concept.SYSTOLIC_PRESSURE: ("sbp",),
        Concept.MEAN_ARTERIAL_PRESSURE: ("map", "mbp"),
        Concept.TACROLIMUS: ("tac", "fk"),
        Concept.CYCLOSPORINE: ("csa", "cya"),
        Concept.MPA: ("mpa",),
        Concept.AST: ("ast", "got", "sgot"),
        Concept.ALT: ("alt", "gpt", "sgpt"),
        Concept.ALP: ("alp",),
        Concept.GGT: ("ggt", "ggtp"),
        Concept.TOTAL_BILIRUBIN: ("t-bil", "t.bil", "tbil", "t bil"),
        Concept.DIRECT_BILIRUBIN: ("d-bil", "d.bil", "dbil", "d bil"),
        Concept.WBC: ("wbc", "leukocytes", "leucocytes", "白血球"),
        Concept.ANC: ("anc", "neutrophils", "neut", "好中球"),
        Concept.EOSINOPHILS: ("eosinophils", "eos", "好酸球"),
        Concept.PLATELETS: ("plt", "血小板"),
        Concept.CRP: ("crp", "hs-crp", "hscrp"),
        Concept.PROCALCITONIN: ("pct",),
        Concept.LACTATE: ("lac",),
        Concept.CREATININE: ("creat", "cre", "crea"),
    }
)
# Measured in blood cells or whole blood; a word for serum beside them means another test.
IN_WHOLE_BLOOD: Final = frozenset(
    {
        *(Concept.CYCLOSPORINE, Concept.SIROLIMUS, Concept.EVEROLIMUS, Concept.NK_FUNCTION),
        *(Concept.WBC, Concept.ANC, Concept.EOSINOPHILS, Concept.PLATELETS),
    }
)
