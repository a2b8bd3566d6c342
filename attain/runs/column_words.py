"""What columns are called in files of our five languages: words that stand for a table's own names."""

import re
from collections.abc import Iterator

#: A table's column → what else it is called, folded (see `folded`).
WORDS: dict[str, tuple[str, ...]] = {
    "client_id": (
        *("client", "customer", "customerid", "customerno", "clientno", "account", "accountid"),
        *("shop", "outlet", "客户", "客户编号", "客户编码", "客户号", "cliente", "codcliente", "idcliente"),
        *("códigocliente", "nºdecliente", "númerodecliente", "códigodecliente", "номерклиента"),
        *(
            "取引先",
            "顧客",
            "得意先",
            "得意先コード",
            "取引先コード",
            "顧客番号",
            "клиент",
            "кодклиента",
            "покупатель",
        ),
        *("контрагент", "торговаяточка"),
    ),
    "product_id": (
        *("product", "item", "itemno", "sku", "article", "productno", "productcode", "产品", "商品"),
        *("产品编号", "商品编码", "货号", "producto", "artículo", "articulo", "codproducto", "製品", "品番"),
        *("商品コード", "товар", "артикул", "кодтовара", "продукт", "номенклатура"),
    ),
    "person_id": (
        *("person", "employee", "employeeid", "employeeno", "staffid", "manager", "rep"),
        *("salesrep", "salesperson", "员工", "员工编号", "工号", "业务员", "empleado", "vendedor"),
        *("idempleado", "社員", "社員番号", "担当者", "负责人", "客户经理", "销售员", "担当", "сотрудник"),
        *("ответственный", "responsable", "comercial", "gestor", "担当営業", "табельныйномер"),
        *("менеджер", "продавец"),
    ),
    "unit_id": (
        *("unit", "department", "branch", "office", "region", "team", "部门", "单位", "区域", "团队"),
        *("unidad", "机构", "组织", "departamento", "sucursal", "región", "equipo", "部署", "部門", "支店"),
        *("拠点", "подразделение", "отдел", "филиал", "регион"),
    ),
    "parent_id": (
        *("parent", "parentunit", "partof", "higherunit", "上级部门", "上级单位", "上级机构", "隶属部门"),
        *("unidadsuperior", "dependede", "departamentosuperior", "上位部門", "上位組織", "親部門"),
        *("вышестоящееподразделение", "головноеподразделение", "входитв"),
    ),
    "order_id": (
        *("order", "orderno", "ordernumber", "invoice", "invoiceno", "订单", "订单号", "订单编号", "单号"),
        *("nºdepedido", "númerodepedido", "номернакладной", "pedido", "nºpedido", "numpedido"),
        *("factura", "注文番号", "受注番号", "伝票番号", "заказ", "номерзаказа", "накладная"),
    ),
    "line_no": (
        *("line", "lineno", "lineid", "position", "pos", "行号", "行", "línea", "linea", "行番号"),
        *("明細番号", "строка", "позиция"),
    ),
    "ordered_on": (
        *("orderdate", "date", "day", "orderedon", "订单日期", "下单日期", "日期", "fecha", "fechapedido"),
        *("注文日", "受注日", "日付", "датазаказа", "дата"),
    ),
    "delivered_on": (
        "deliverydate",
        "delivered",
        "交货日期",
        "送货日期",
        "fechaentrega",
        "納品日",
        "датадоставки",
    ),
    "invoiced_on": ("invoicedate", "开票日期", "fechafactura", "請求日", "датасчёта", "датасчета"),
    "paid_on": ("paymentdate", "付款日期", "回款日期", "fechapago", "入金日", "支払日", "датаоплаты"),
    "quantity": (
        *("qty", "pieces", "units", "数量", "件数", "cantidad", "uds", "unidades", "個数", "количество"),
        *("колво", "штук"),
    ),
    "amount": (
        *("sum", "total", "net", "netamount", "netvalue", "importeneto", "value", "sales"),
        *("revenue", "turnover", "金额", "销售额", "总额", "importe", "ventas", "金額", "売上", "売上高"),
        *("сумма", "выручка", "продажи"),
    ),
    "cost": ("costs", "成本", "coste", "costo", "原価", "себестоимость"),
    "price": ("unitprice", "listprice", "salesprice", "单价", "价格", "precio", "単価", "価格", "цена"),
    "is_return": ("return", "returned", "退货", "devolución", "devolucion", "返品", "возврат"),
    "name": (
        *("clientname", "customername", "companyname", "company", "fullname", "名称", "客户名称", "姓名"),
        *("公司", "nombre", "razónsocial", "empresa", "名前", "氏名", "取引先名", "会社名", "наименование"),
        *("название", "имя", "фио"),
    ),
    "given_name": ("firstname", "名", "nombredepila", "имя"),
    "family_name": ("lastname", "surname", "姓", "apellido", "apellidos", "苗字", "фамилия"),
    "title": (
        *("productname", "description", "itemname", "品名", "产品名称", "商品名称", "部门名称", "单位名称"),
        *("unitname", "departmentname", "nombredepartamento", "nombreunidad", "部門名", "部署名"),
        *("подразделениеназвание", "названиеподразделения", "названиеотдела", "descripción", "商品名"),
        "наименованиетовара",
    ),
    "group": ("productgroup", "series", "产品组", "grupo", "商品群", "группа", "группатоваров"),
    "brand": ("品牌", "marca", "ブランド", "марка", "бренд"),
    "category": ("类别", "品类", "categoría", "categoria", "カテゴリ", "分類", "категория"),
    "address": ("street", "地址", "dirección", "direccion", "住所", "адрес"),
    "phone": ("telephone", "tel", "电话", "手机", "teléfono", "telefono", "電話", "電話番号", "телефон"),
    "email": ("mail", "emailaddress", "邮箱", "电子邮件", "correo", "メール", "почта", "элпочта"),
    "class": ("clientclass", "abc", "等级", "客户等级", "clase", "ランク", "класс"),
    "segment": ("sector", "industry", "行业", "segmento", "業種", "сегмент", "отрасль"),
    "market_type": ("market", "markettype", "市场类型", "tipodemercado", "市場区分", "типрынка"),
    "from": (
        *("start", "startdate", "validfrom", "since", "开始日期", "起始日期", "生效日期", "desde", "inicio"),
        *("開始日", "適用開始日", "начало", "датаначала", "с"),
    ),
    "to": (
        *(
            "end",
            "enddate",
            "validto",
            "until",
            "结束日期",
            "截止日期",
            "hasta",
            "fin",
            "終了日",
            "適用終了日",
        ),
        *("конец", "датаокончания", "по"),
    ),
    "post": (
        *(
            "position",
            "jobtitle",
            "role",
            "岗位",
            "职位",
            "职务",
            "岗位名称",
            "puesto",
            "cargo",
            "役職",
            "職種",
        ),
        "должность",
    ),
    "manager_id": (
        *(
            "manager",
            "reportsto",
            "boss",
            "上级",
            "直属上级",
            "直接上级",
            "上级主管",
            "直属主管",
            "主管",
            "supervisor",
        ),
        *("superior", "直属上司", "начальник", "jefe", "responsable", "上司", "руководитель"),
    ),
    "employee_id": ("employee", "rep", "salesrep", "员工", "业务员", "empleado", "担当者", "сотрудник"),
    "share": ("percentage", "percent", "份额", "比例", "porcentaje", "割合", "доля"),
    "period": ("month", "期间", "月份", "mes", "periodo", "período", "期間", "月", "месяц", "период"),
    "target": ("goal", "quota", "plan", "目标", "指标", "objetivo", "meta", "目標", "план", "цель"),
    "value": ("amount", "数值", "valor", "値", "значение"),
    "opened_on": ("opened", "开户日期", "fechaalta", "alta", "開設日", "取引開始日", "датаоткрытия"),
    "closed_on": ("closed", "关闭日期", "fechabaja", "baja", "閉鎖日", "датазакрытия"),
    "joined_on": ("hiredate", "hired", "入职日期", "fechaingreso", "入社日", "датаприёма", "датаприема"),
    "left_on": ("leavedate", "left", "离职日期", "fechasalida", "退社日", "датаувольнения"),
    "currency": ("币种", "货币", "moneda", "divisa", "通貨", "валюта"),
    "rate": ("exchangerate", "汇率", "tipodecambio", "tasa", "為替レート", "курс"),
    "note": (
        *("notes", "remark", "comment", "备注", "nota", "observaciones", "備考", "примечание"),
        "комментарий",
    ),
    "visited_on": (
        *("visitdate", "date", "拜访日期", "日期", "fechavisita", "fecha", "訪問日", "датавизита", "дата"),
    ),
}

#: What stands at the end of a key's name, or before it: the number, the code of something.
_KEY = (
    *("工号", "编号", "编码", "代码", "号码", "号", "コード", "番号", "id", "code", "key", "number", "no"),
    *("nº", "código", "codigo", "cod", "код", "номер"),
)


def folded(name: str) -> str:
    """A column's name without case, blanks, hyphens, dots and what stands in brackets."""
    return re.sub(r"[\s_\-./:#№?*!]|\(.*?\)|（.*?）", "", name.casefold())


def stands_for(column: str, source: str) -> bool:
    """Whether a file's column is called by one of the words for a table's column."""
    words, called = WORDS.get(column, ()), folded(source)
    return called in words or (column.endswith("_id") and any(each in words for each in _bare(called)))


def _bare(called: str) -> Iterator[str]:
    """What a key's name leaves without the words that make a key of it: 部门编码 is of a 部门."""
    for each in _KEY:
        if called.endswith(each) and len(called) > len(each):
            yield called.removesuffix(each)
        if called.startswith(each):
            yield called.removeprefix(each)
