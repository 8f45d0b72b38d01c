// The envelopes of MONT Content (D3, "Доступные методы для работы в сервисе MONT Content"): what every answer has is in
// a base class, whose members come first on the wire.

using System.Collections.Generic;
using System.Runtime.Serialization;

[DataContract(Namespace = Space.Responses)]
public class Response
{
    [DataMember] public bool Error;
    [DataMember] public ErrorContract ErrorDetails;
}

[DataContract(Namespace = Space.Responses)]
public class TestConnectionResponse : Response { }

[DataContract(Namespace = Space.Responses)]
public class VendorListResponse : Response
{
    [DataMember] public List<VendorContract> VendorList;
}

[DataContract(Namespace = Space.Responses)]
public class CategoryListResponse : Response
{
    [DataMember] public List<CategoryContract> CategoryList;
}

[DataContract(Namespace = Space.Responses)]
public class FamilyGroupListResponse : Response
{
    [DataMember] public List<FamilyGroupContract> FamilyGroupList;
}

[DataContract(Namespace = Space.Responses)]
public class FamilyGroupResponse : Response
{
    [DataMember] public FamilyGroupContract FamilyGroup;
}

[DataContract(Namespace = Space.Responses)]
public class ProductListResponse : Response
{
    [DataMember] public List<ProductContract> ProductList;
}

[DataContract(Namespace = Space.Responses)]
public class ProductResponse : Response
{
    [DataMember] public ProductContract Product;
}

[DataContract(Namespace = Space.Responses)]
public class ChangesContract : Response
{
    [DataMember] public Changes Changes;
}
