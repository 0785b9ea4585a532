"""What a page can be about and how sure it is, in Japanese; a table of its own, since sentences name a kind, too."""

from types import MappingProxyType
from typing import Final

from graftwatch.findings import SignalKind
from graftwatch.paging.page import HealthKind, PageKind, TrialKind

WHAT: Final = MappingProxyType[PageKind, str](
    {
        SignalKind.BSI_SUSPECTED: "血流感染 疑い",
        SignalKind.BSI_CONFIRMED: "血流感染 確定",
        SignalKind.BSI_UNRESOLVED: "血液培養 要確認",
        SignalKind.BSI_FEVER_WITH_CULTURE: "発熱、血液培養の結果待ち",
        SignalKind.BSI_SIRS_WITH_CULTURE: "SIRS基準該当、血液培養の結果待ち",
        SignalKind.BSI_ADULT_SEPSIS: "成人敗血症イベント（CDC）",
        SignalKind.REJECTION_ENZYME_RISE: "肝酵素上昇",
        SignalKind.REJECTION_SUSPECTED: "拒絶反応 疑い",
        SignalKind.REJECTION_CONFIRMED: "拒絶反応 確定",
        SignalKind.REJECTION_BIOPSY_PROPOSED: "肝生検報告 要確認",
        SignalKind.EXPOSURE_LOW: "薬物血中濃度 低値",
        SignalKind.EXPOSURE_HIGH: "薬物血中濃度 高値",
        SignalKind.EXPOSURE_OVERDUE: "薬物血中濃度 測定遅れ",
        SignalKind.INFUSION_REACTION: "細胞輸注後の反応",
        SignalKind.NK_ACTIVITY_FALL: "NK活性低下",
        HealthKind.FEED_SILENT: "電文が届いていません",
        HealthKind.STAGE_LAGGING: "検出処理が遅れています",
        HealthKind.CHANNEL_FAILING: "通知経路の障害",
        HealthKind.PAGE_LOST: "誰にも届かなかった通知",
        HealthKind.HEARTBEAT_MISSING: "本サービスの動作確認信号が途絶えています",
        HealthKind.STORAGE_FAILING: "本サービスが保存できません",
        HealthKind.MESSAGES_UNREADABLE: "読み取れない電文が続いています",
        HealthKind.ON_CALL_FAULTY: "呼び出しが担当者に届きません",
        HealthKind.CODES_FAULTY: "コード表に誤りがあります（以前のものを使用中）",
        HealthKind.PROTOCOL_REFUSED: "プロトコルファイルが版番号なしで変更されました（以前のものを使用中）",
        HealthKind.CODES_UNMAPPED: "必要な検査コードが未対応です",
        HealthKind.PROCESSING_FAILING: "処理できない電文があります",
        HealthKind.IDENTITY_IN_DOUBT: "患者番号の帰属が不明です（要確認）",
        HealthKind.PAGES_HELD_BACK: "通知が多数発生しています",
        HealthKind.PAGE_UNHEARD: "通知に誰も応答していません",
        TrialKind.BOUNDARY_CROSSED: "試験の中止境界に到達",
    }
)
