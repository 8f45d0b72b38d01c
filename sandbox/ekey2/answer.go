package ekey2

import (
	"encoding/xml"
	"strconv"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/store"
)

// The contracts, with their members in the order of MONT's wiki. Nil values of value types are xsi:nil, nil texts are
// left out, empty lists are empty elements: what an XmlSerializer does.

// orderContract: "getorder".
type orderContract struct {
	XMLName     xml.Name `xml:"Data"`
	OrderNum    string
	OrderStatus orders.State
	DateCreated string
	OrderLines  struct{ OrderLineContract []orderLineContract }
}

// orderLineContract: "wi-line", of which this is taken to be the sibling.
type orderLineContract struct {
	OrderLineNum     string
	DateCreated      string
	PartNum          string
	Quantity         int32
	TotalSumm        double
	ItemPrice        double
	Currency         string
	OrderStatus      orders.State
	EndUserInfo      *endUserInfoContract
	Keys             struct{ OrderKeyContract []orderKeyContract }
	Links            struct{ OrderLinkContract []orderLinkContract }
	Files            struct{ OrderFileContract []orderFileContract }
	SubscriptionId   string `xml:",omitempty"`
	MontSubscriberId nullable
	ErrorCode        Code
	ErrorText        string `xml:",omitempty"` // of a line that failed
}

// The members of keys, links and files are not documented. These are version 1's.
type orderKeyContract struct {
	ActiveKey                 string
	DateAdd                   string
	Description               string
	KeyTypeId                 int
	SequenceNumber            string
	VendorClientTransactionId string
}

type orderLinkContract struct {
	DateAdd                   string
	Description               string
	Link                      string
	LinkTypeId                int
	VendorClientTransactionId string
}

type orderFileContract struct {
	DateAdd  string
	FileName string
	Link     string
}

// endUserInfoContract: "addorder".
type endUserInfoContract struct {
	Fields struct{ EndUserInfoFieldContract []endUserInfoFieldContract }
}

type endUserInfoFieldContract struct{ FieldName, FieldValue string }

// descriptions is what both methods of license forms answer.
type descriptions struct {
	XMLName      xml.Name `xml:"Data"`
	Descriptions struct {
		EndUserInfoDescriptionContract []endUserInfoDescriptionContract
	}
}

// endUserInfoDescriptionContract: "euid".
type endUserInfoDescriptionContract struct {
	FieldName        string
	FieldTitle       string
	FieldDescription string
	RegExprs         string
	SmallRegExprs    string
	AvaliableValues  stringArray
	ErrorText        string
	HasError         bool
	RelatedPartNums  stringArray
	FieldType        orders.FieldType
	UserType         orders.UserType
	Required         bool
	MinLength        int
	MaxLength        int
}

type stringArray struct {
	String []string `xml:"string"`
}

// limits is an array of ResellerLimitContract, of which only LimitType is documented: "limits".
type limits struct {
	XMLName               xml.Name `xml:"Data"`
	ResellerLimitContract []resellerLimitContract
}

type resellerLimitContract struct {
	LimitType    string
	CurrencyCode string
	Limit        string
	Available    string
}

// priceContract: "pcc", and "getpricechanges" for what the table lacks.
type priceContract struct {
	XMLName                  xml.Name `xml:"PriceContract"`
	PartNum                  string
	Price                    string
	EndUserPrice             string
	CurrencyCode             string
	EndUserCurrencyCode      string
	FulfillmentType          int32
	LicenseFormRequired      bool
	InstantDelivery          bool
	HasVat                   bool
	Blocked                  bool
	MinCountRequired         int32
	MaxCountRequired         nullable
	FamilyGroupId            int32
	ProductType              int
	Returnable               bool
	ExistsInCalc             bool
	SubscriptionDuration     int32
	SubscriptionDurationType int
	OfferLimit               int
	WithdrawlKeysSupport     bool
	IsAddon                  bool
}

// nullable is a value of a value type; "" is nil.
type nullable string

func (n nullable) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if n == "" {
		start.Attr = []xml.Attr{{Name: xml.Name{Local: "xsi:nil"}, Value: "true"}}
	}
	return e.EncodeElement(string(n), start)
}

// double is an amount as .NET spells a double.
type double catalog.Money

func (d double) MarshalText() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(d)/100, 'f', -1, 64), nil
}

func date(t time.Time) string { return t.Format("2006-01-02T15:04:05.999999") }

// order renders an order. The whole is done when every line is, and else in process: "getorder".
func order(o *orders.Order) orderContract {
	a := orderContract{OrderNum: o.Number, OrderStatus: orders.InProcess, DateCreated: date(o.Placed)}
	if o.Done() {
		a.OrderStatus = orders.Done
	}
	for _, l := range o.Lines {
		a.OrderLines.OrderLineContract = append(a.OrderLines.OrderLineContract, orderLine(o, &l))
	}
	return a
}

// The types that version 1's samples have.
const (
	keyType  = 3
	linkType = 1
)

func orderLine(o *orders.Order, l *orders.Line) orderLineContract {
	a := orderLineContract{
		OrderLineNum: l.Number, DateCreated: date(o.Placed), PartNum: l.PartNum, Quantity: l.Quantity,
		TotalSumm: double(l.Total()), ItemPrice: double(l.Price), Currency: l.Currency, OrderStatus: l.State,
		SubscriptionId: l.Subscription, MontSubscriberId: nullable(l.Subscriber),
	}
	if l.State == orders.Failed {
		a.ErrorCode = failures[l.Failure]
		a.ErrorText = texts[a.ErrorCode]
	}
	if len(l.Form) > 0 {
		a.EndUserInfo = new(endUserInfoContract)
		for _, f := range l.Form {
			a.EndUserInfo.Fields.EndUserInfoFieldContract = append(a.EndUserInfo.Fields.EndUserInfoFieldContract,
				endUserInfoFieldContract{f.Name, f.Value})
		}
	}
	for _, k := range l.Keys {
		a.Keys.OrderKeyContract = append(a.Keys.OrderKeyContract,
			orderKeyContract{k.ActiveKey, date(k.Added), "Product activation code.", keyType, k.Sequence,
				k.Transaction})
	}
	for _, k := range l.Links {
		a.Links.OrderLinkContract = append(a.Links.OrderLinkContract,
			orderLinkContract{date(k.Added), "Download link for the product.", k.Address, linkType, k.Transaction})
	}
	for _, f := range l.Files {
		a.Files.OrderFileContract = append(a.Files.OrderFileContract,
			orderFileContract{date(f.Added), "certificate.pdf", f.Address})
	}
	return a
}

func describe(fields []orders.FormField, lang string, wrong func(orders.Field) bool) descriptions {
	var a descriptions
	for _, f := range fields {
		a.Descriptions.EndUserInfoDescriptionContract = append(a.Descriptions.EndUserInfoDescriptionContract,
			endUserInfoDescriptionContract{
				FieldName: f.Name, FieldTitle: f.Title.In(lang), FieldDescription: f.Description.In(lang),
				RegExprs: f.Whole, SmallRegExprs: f.Pattern,
				AvaliableValues: stringArray{f.Values}, ErrorText: f.Error.In(lang), HasError: wrong(f.Field),
				RelatedPartNums: stringArray{f.PartNums},
				FieldType:       f.Type, UserType: f.User, Required: f.Required, MinLength: f.Min, MaxLength: f.Max,
			})
	}
	return a
}

// The numbers of kinds of products and of durations.
const (
	product, subscription = 1, 2
	month, year           = 2, 3
)

func price(o store.Offer, endUser catalog.Money) priceContract {
	a := priceContract{
		PartNum: o.PartNum, Price: o.Price.String(), EndUserPrice: endUser.String(), CurrencyCode: o.Currency,
		EndUserCurrencyCode: o.Currency,
		FulfillmentType:     o.Fulfillment, LicenseFormRequired: o.LicenseForm, InstantDelivery: o.Instant,
		Blocked:          o.Blocked,
		MinCountRequired: o.MinCount, FamilyGroupId: o.Family, ProductType: product,
	}
	if o.MaxCount != store.NoMaxCount {
		a.MaxCountRequired = nullable(strconv.Itoa(int(o.MaxCount)))
	}
	if o.Subscription {
		a.ProductType, a.SubscriptionDuration, a.SubscriptionDurationType = subscription, o.Months, month
		if o.Months%12 == 0 {
			a.SubscriptionDuration, a.SubscriptionDurationType = o.Months/12, year
		}
	}
	return a
}
