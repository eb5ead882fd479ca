"""The terms of the ontology as closed classes: a misspelt term is an AttributeError.

Generated from ontology/edihkg.ttl by ``make vocab``: change the ontology, not this file.
"""

from typing import Final

from rdflib import URIRef


class EDIH:
    """Terms of <https://w3id.org/edihkg/ns#>."""

    Call: Final = URIRef("https://w3id.org/edihkg/ns#Call")
    """call for proposals"""
    Catalogue: Final = URIRef("https://w3id.org/edihkg/ns#Catalogue")
    """catalogue"""
    CatalogueEntry: Final = URIRef("https://w3id.org/edihkg/ns#CatalogueEntry")
    """catalogue entry"""
    Expertise: Final = URIRef("https://w3id.org/edihkg/ns#Expertise")
    """expertise"""
    Facility: Final = URIRef("https://w3id.org/edihkg/ns#Facility")
    """facility"""
    Grant: Final = URIRef("https://w3id.org/edihkg/ns#Grant")
    """grant"""
    Hub: Final = URIRef("https://w3id.org/edihkg/ns#Hub")
    """hub"""
    Partnership: Final = URIRef("https://w3id.org/edihkg/ns#Partnership")
    """partnership"""
    Pillar: Final = URIRef("https://w3id.org/edihkg/ns#Pillar")
    """pillar"""
    Place: Final = URIRef("https://w3id.org/edihkg/ns#Place")
    """place"""
    Region: Final = URIRef("https://w3id.org/edihkg/ns#Region")
    """region"""
    ServiceArea: Final = URIRef("https://w3id.org/edihkg/ns#ServiceArea")
    """service area"""
    StatusRecord: Final = URIRef("https://w3id.org/edihkg/ns#StatusRecord")
    """status record"""
    Submission: Final = URIRef("https://w3id.org/edihkg/ns#Submission")
    """submission"""
    addressesSector: Final = URIRef("https://w3id.org/edihkg/ns#addressesSector")
    """addresses sector"""
    areaAsStated: Final = URIRef("https://w3id.org/edihkg/ns#areaAsStated")
    """area as stated"""
    areaBasis: Final = URIRef("https://w3id.org/edihkg/ns#areaBasis")
    """area basis"""
    awardedUnder: Final = URIRef("https://w3id.org/edihkg/ns#awardedUnder")
    """awarded under"""
    callAsStated: Final = URIRef("https://w3id.org/edihkg/ns#callAsStated")
    """call as stated"""
    callIdentifier: Final = URIRef("https://w3id.org/edihkg/ns#callIdentifier")
    """call identifier"""
    concernsTopic: Final = URIRef("https://w3id.org/edihkg/ns#concernsTopic")
    """concerns topic"""
    country: Final = URIRef("https://w3id.org/edihkg/ns#country")
    """country"""
    coversRegion: Final = URIRef("https://w3id.org/edihkg/ns#coversRegion")
    """covers region"""
    defectCode: Final = URIRef("https://w3id.org/edihkg/ns#defectCode")
    """defect code"""
    demonstratesTechnology: Final = URIRef("https://w3id.org/edihkg/ns#demonstratesTechnology")
    """demonstrates technology"""
    endDate: Final = URIRef("https://w3id.org/edihkg/ns#endDate")
    """end date"""
    euContribution: Final = URIRef("https://w3id.org/edihkg/ns#euContribution")
    """EU contribution"""
    expertiseLevel: Final = URIRef("https://w3id.org/edihkg/ns#expertiseLevel")
    """expertise level"""
    facilityType: Final = URIRef("https://w3id.org/edihkg/ns#facilityType")
    """facility type"""
    fileDigest: Final = URIRef("https://w3id.org/edihkg/ns#fileDigest")
    """file digest"""
    fileName: Final = URIRef("https://w3id.org/edihkg/ns#fileName")
    """file name"""
    grantNumber: Final = URIRef("https://w3id.org/edihkg/ns#grantNumber")
    """grant number"""
    hasCoordinator: Final = URIRef("https://w3id.org/edihkg/ns#hasCoordinator")
    """has coordinator"""
    hasExpertise: Final = URIRef("https://w3id.org/edihkg/ns#hasExpertise")
    """has expertise"""
    hasFacility: Final = URIRef("https://w3id.org/edihkg/ns#hasFacility")
    """has facility"""
    hasPartner: Final = URIRef("https://w3id.org/edihkg/ns#hasPartner")
    """has partner"""
    hasPartnership: Final = URIRef("https://w3id.org/edihkg/ns#hasPartnership")
    """has partnership"""
    hasSeatIn: Final = URIRef("https://w3id.org/edihkg/ns#hasSeatIn")
    """has seat in"""
    hasServiceArea: Final = URIRef("https://w3id.org/edihkg/ns#hasServiceArea")
    """has service area"""
    hasStatusRecord: Final = URIRef("https://w3id.org/edihkg/ns#hasStatusRecord")
    """has status record"""
    inCatalogue: Final = URIRef("https://w3id.org/edihkg/ns#inCatalogue")
    """in catalogue"""
    indicatedPillar: Final = URIRef("https://w3id.org/edihkg/ns#indicatedPillar")
    """indicated pillar"""
    indicatesPillar: Final = URIRef("https://w3id.org/edihkg/ns#indicatesPillar")
    """indicates pillar"""
    isDerived: Final = URIRef("https://w3id.org/edihkg/ns#isDerived")
    """is derived"""
    isExtraRegio: Final = URIRef("https://w3id.org/edihkg/ns#isExtraRegio")
    """is extra-regio"""
    isFacilityOf: Final = URIRef("https://w3id.org/edihkg/ns#isFacilityOf")
    """is facility of"""
    isFundedBy: Final = URIRef("https://w3id.org/edihkg/ns#isFundedBy")
    """is funded by"""
    isLocatedIn: Final = URIRef("https://w3id.org/edihkg/ns#isLocatedIn")
    """is located in"""
    isOperatedBy: Final = URIRef("https://w3id.org/edihkg/ns#isOperatedBy")
    """is operated by"""
    isPartnerIn: Final = URIRef("https://w3id.org/edihkg/ns#isPartnerIn")
    """is partner in"""
    isRecordedIn: Final = URIRef("https://w3id.org/edihkg/ns#isRecordedIn")
    """is recorded in"""
    isRunBy: Final = URIRef("https://w3id.org/edihkg/ns#isRunBy")
    """is run by"""
    kindAsStated: Final = URIRef("https://w3id.org/edihkg/ns#kindAsStated")
    """kind as stated"""
    latestRecordedStatus: Final = URIRef("https://w3id.org/edihkg/ns#latestRecordedStatus")
    """latest recorded status"""
    locationBasis: Final = URIRef("https://w3id.org/edihkg/ns#locationBasis")
    """location basis"""
    nameAsRecorded: Final = URIRef("https://w3id.org/edihkg/ns#nameAsRecorded")
    """name as recorded"""
    nationalRegistrationNumber: Final = URIRef(
        "https://w3id.org/edihkg/ns#nationalRegistrationNumber"
    )
    """national registration number"""
    nutsLevel: Final = URIRef("https://w3id.org/edihkg/ns#nutsLevel")
    """NUTS level"""
    nutsPrefix: Final = URIRef("https://w3id.org/edihkg/ns#nutsPrefix")
    """NUTS prefix"""
    offersServiceFamily: Final = URIRef("https://w3id.org/edihkg/ns#offersServiceFamily")
    """offers service family"""
    offersServiceType: Final = URIRef("https://w3id.org/edihkg/ns#offersServiceType")
    """offers service type"""
    organisationType: Final = URIRef("https://w3id.org/edihkg/ns#organisationType")
    """organisation type"""
    outcome: Final = URIRef("https://w3id.org/edihkg/ns#outcome")
    """outcome"""
    phaseAsStated: Final = URIRef("https://w3id.org/edihkg/ns#phaseAsStated")
    """phase as stated"""
    pic: Final = URIRef("https://w3id.org/edihkg/ns#pic")
    """participant identification code"""
    publishesPagesIn: Final = URIRef("https://w3id.org/edihkg/ns#publishesPagesIn")
    """publishes pages in"""
    recordedOn: Final = URIRef("https://w3id.org/edihkg/ns#recordedOn")
    """recorded on"""
    rorId: Final = URIRef("https://w3id.org/edihkg/ns#rorId")
    """ROR identifier"""
    sameHubAs: Final = URIRef("https://w3id.org/edihkg/ns#sameHubAs")
    """same hub as"""
    seatPlace: Final = URIRef("https://w3id.org/edihkg/ns#seatPlace")
    """seat place"""
    sentence: Final = URIRef("https://w3id.org/edihkg/ns#sentence")
    """sentence"""
    servesRegion: Final = URIRef("https://w3id.org/edihkg/ns#servesRegion")
    """serves region"""
    shapesVersion: Final = URIRef("https://w3id.org/edihkg/ns#shapesVersion")
    """shapes version"""
    startDate: Final = URIRef("https://w3id.org/edihkg/ns#startDate")
    """start date"""
    statusValue: Final = URIRef("https://w3id.org/edihkg/ns#statusValue")
    """status value"""
    succeedsGrant: Final = URIRef("https://w3id.org/edihkg/ns#succeedsGrant")
    """succeeds grant"""
    suggestion: Final = URIRef("https://w3id.org/edihkg/ns#suggestion")
    """suggestion"""
    supportsPillar: Final = URIRef("https://w3id.org/edihkg/ns#supportsPillar")
    """supports pillar"""
    targetsGroup: Final = URIRef("https://w3id.org/edihkg/ns#targetsGroup")
    """targets group"""
    titleAsRecorded: Final = URIRef("https://w3id.org/edihkg/ns#titleAsRecorded")
    """title as recorded"""
    topicAsStated: Final = URIRef("https://w3id.org/edihkg/ns#topicAsStated")
    """topic as stated"""
    totalCost: Final = URIRef("https://w3id.org/edihkg/ns#totalCost")
    """total cost"""
    townAsStated: Final = URIRef("https://w3id.org/edihkg/ns#townAsStated")
    """town as stated"""
    underCall: Final = URIRef("https://w3id.org/edihkg/ns#underCall")
    """under call"""
    usesTechnology: Final = URIRef("https://w3id.org/edihkg/ns#usesTechnology")
    """uses technology"""
    vatNumber: Final = URIRef("https://w3id.org/edihkg/ns#vatNumber")
    """VAT number"""


DERIVED: Final = frozenset(
    {
        EDIH.addressesSector,
        EDIH.hasCoordinator,
        EDIH.hasPartner,
        EDIH.hasSeatIn,
        EDIH.indicatedPillar,
        EDIH.isFacilityOf,
        EDIH.isPartnerIn,
        EDIH.latestRecordedStatus,
        EDIH.offersServiceType,
        EDIH.servesRegion,
        EDIH.usesTechnology,
    }
)
"""Properties that are computed at publication and refused in submissions."""
