// The contracts of MONT Content as a .NET client declares them (D3, "Подробное описание контрактов"). The serializer
// itself puts members in the order in which it expects them on the wire.

using System;
using System.Collections.Generic;
using System.Runtime.Serialization;

static class Space
{
    public const string Contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts";
    public const string Responses = Contracts + ".Responses";
}

[DataContract(Namespace = Space.Contracts)]
public class VendorContract
{
    [DataMember] public int Id;
    [DataMember] public string VendorName;
}

[DataContract(Namespace = Space.Contracts)]
public class CategoryTranslationContract
{
    [DataMember] public string LangCode;
    [DataMember] public string CategoryName;
}

[DataContract(Namespace = Space.Contracts)]
public class CategoryContract
{
    [DataMember] public int Id;
    [DataMember] public List<CategoryTranslationContract> CategoryName;
    [DataMember] public int ParentCategoryId;
    [DataMember] public List<int> VendorIds;
}

[DataContract(Namespace = Space.Contracts)]
public class FamilyGroupTranslationContract
{
    [DataMember] public string LangCode;
    [DataMember] public string Preview;
    [DataMember] public string Title;
    [DataMember] public string ShortDescription;
    [DataMember] public string Description;
    [DataMember] public string ImportantFeatures;
    [DataMember] public string SystemRequirements;
    [DataMember] public string InstallationManual;
    [DataMember] public List<SpecificationContract> Specifications;
}

[DataContract(Namespace = Space.Contracts)]
public class FamilyGroupContract
{
    [DataMember] public int Id;
    [DataMember] public string UrlCoverImage;
    [DataMember] public List<string> ImageUrls;
    [DataMember] public List<int> CategoryIds;
    [DataMember] public int VendorId;
    [DataMember] public int OrderNum;
    [DataMember] public List<FamilyGroupTranslationContract> Translations;
}

[DataContract(Namespace = Space.Contracts)]
public class ProductTranslationContract
{
    [DataMember] public string LangCode;
    [DataMember] public string Preview;
    [DataMember] public string ProductTitle;
    [DataMember] public string ShortDescription;
    [DataMember] public string FullDescription;
    [DataMember] public string ImportantFeatures;
    [DataMember] public string SystemRequirements;
    [DataMember] public string InstallationManual;
    [DataMember] public List<SpecificationContract> Languages;
    [DataMember] public List<SpecificationContract> Specifications;
}

[DataContract(Namespace = Space.Contracts)]
public class ProductContract
{
    [DataMember] public int Id;
    [DataMember] public string PartNum;
    [DataMember] public string DefaultName;
    [DataMember] public string UrlCoverImage;
    [DataMember] public List<string> ImageUrls;
    [DataMember] public List<int> CategoryIds;
    [DataMember] public int VendorId;
    [DataMember] public int FamilyGroupId;
    [DataMember] public int OrderNum;
    [DataMember] public List<ProductTranslationContract> Translations;
    [DataMember] public decimal? Price;
    [DataMember] public string CurrencyCode;
    [DataMember] public int FulfillmentType;
    [DataMember] public bool LicenseFormRequired;
    [DataMember] public bool BlockedForSale;
    [DataMember] public bool IsRenewal;
    [DataMember] public int MinCountRequired;
    [DataMember] public int? MaxCountRequired;
    [DataMember] public bool InstantDelivery;
}

public enum SpecificationType { String, Int, Bool }

[DataContract(Namespace = Space.Contracts)]
public class SpecificationContract
{
    [DataMember] public int Id;
    [DataMember] public string Title;
    [DataMember] public string Value;
    [DataMember] public SpecificationType ValueType;
}

[DataContract(Namespace = Space.Contracts)]
public class ErrorContract
{
    [DataMember] public DateTime Date;
    [DataMember] public string ErrorText;
    [DataMember] public int ErrorCode;
}

// The payload of the changes methods. Its root bears the same name in another namespace.
[DataContract(Namespace = Space.Contracts, Name = "ChangesContract")]
public class Changes
{
    [DataMember] public long? CurrentContentVersion;
    [DataMember] public long? CurrentPriceVersion;
    [DataMember] public List<VendorContract> UpdatedVendors;
    [DataMember] public List<int> DeletedVendorsId;
    [DataMember] public List<FamilyGroupContract> UpdatedFamilyGroups;
    [DataMember] public List<int> DeletedFamilyGroupsId;
    [DataMember] public List<ProductContract> UpdatedProducts;
    [DataMember] public List<CategoryContract> UpdatedCategories;
    [DataMember] public List<int> DeletedCategoriesId;
}
